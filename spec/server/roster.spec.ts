import { bodyOfMember, roster } from '../../lib/server/roster.js';
import type { Roster } from '../../lib/server/roster.js';

const ann = (connection: string, info?: unknown) => ({ connection, body: bodyOfMember('ann', info) });
const bob = (connection: string) => ({ connection, body: bodyOfMember('bob', undefined) });
const told = (of: Roster): string[] =>
  of.settle().map(({ event, member }) => `${event} ${member.id} ${JSON.stringify(member.info) ?? ''}`.trim());

describe('roster', () => {
  it('tells as drawn: of a member once, however many connections it has', () => {
    const all = roster(10);

    all.add(ann('c1'));
    expect(told(all)).toEqual(['join ann']);
    all.add(ann('c2'));
    expect(told(all)).toEqual([]);
    all.remove('c1');
    expect(told(all)).toEqual([]);
    all.remove('c2');
    all.add(ann('c3'));
    all.add(bob('c4'));
    all.remove('c4');
    expect(told(all)).toEqual([]);
    all.remove('c3');
    expect(told(all)).toEqual(['leave ann']);
    expect(all.count).toBe(0);
  });

  it('tells those without a user by their connection, and keeps ids such as __proto__ apart', () => {
    const all = roster(10);

    all.add({ connection: 'c1', body: bodyOfMember('', undefined) });
    all.add({ connection: 'c2', body: bodyOfMember('', undefined) });
    all.add({ connection: 'c3', body: bodyOfMember('__proto__', undefined) });
    all.settle();

    expect(all.members).toEqual([
      { id: 'c1', user: '' },
      { id: 'c2', user: '' },
      { id: '__proto__', user: '__proto__' },
    ]);
  });

  it('shows what the latest connection shows, told as another join', () => {
    const all = roster(10);

    all.add(ann('c1', { mood: 1 }));
    expect(told(all)).toEqual(['join ann {"mood":1}']);
    all.add(ann('c2', { mood: 2 }));
    expect(told(all)).toEqual(['join ann {"mood":2}']);
    all.remove('c2');
    expect(told(all)).toEqual(['join ann {"mood":1}']);
    expect(all.members).toEqual([{ id: 'ann', user: 'ann', info: { mood: 1 } }]);
  });

  it('tells of no more than its capacity, and of another when one leaves', () => {
    const all = roster(1);

    all.add(ann('c1'));
    all.add(bob('c2'));
    expect(told(all)).toEqual(['join ann']);
    expect([all.count, all.members.length]).toEqual([2, 1]);
    all.remove('c1');
    expect(told(all)).toEqual(['leave ann', 'join bob']);
  });

  it('becomes what a list says, told as what has changed', () => {
    const all = roster(10);
    all.add(ann('c1'));
    all.add(bob('c2'));
    all.settle();

    all.replace([ann('c3'), { connection: 'c4', body: bodyOfMember('eve', undefined) }]);

    expect(told(all)).toEqual(['leave bob', 'join eve']);
  });
});
