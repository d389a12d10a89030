import { NEVER, Subject, asapScheduler, defer, of, throwError } from 'rxjs';
import { presenceFeed } from '../../lib/server/presenceFeed.js';
import { turns } from '../../lib/server/turns.js';
import type { AttendanceEvent, AttendanceList, BrokerPresence } from 'rxwire/server';
import { marbles } from '../support/marbles.js';

const body = (user: string): string => JSON.stringify({ user });
const joins = (version: number, user: string): AttendanceEvent => ({
  kind: 'join',
  version,
  connection: user,
  body: body(user),
});
const leaves = (version: number, user: string): AttendanceEvent => ({
  kind: 'leave',
  version,
  connection: user,
});
const listed = (version: number, ...users: string[]): AttendanceList => ({
  version,
  items: users.map((user) => ({ connection: user, body: body(user) })),
  expiresIn: undefined,
});

/** A feed over an engine that tells these events and answers with these lists, and what its observer is told. */
const feedOver = (
  events$: Subject<AttendanceEvent>,
  lists: (() => AttendanceList)[],
  pace = 0,
  empty = (): void => {},
) => {
  const presence: BrokerPresence = {
    touch: () => NEVER,
    leave: () => NEVER,
    watch: () => events$,
    list: () => defer(() => (lists.length === 0 ? NEVER : of((lists.shift() as () => AttendanceList)()))),
  };
  const feed = presenceFeed({
    channel: 'a',
    presence,
    turns: turns((work) => void asapScheduler.schedule(work)),
    ttl: 30,
    maxMembers: 10,
    pace,
    listPace: 5,
    onEmpty: empty,
  });
  const told: string[] = [];
  const note = (now: () => number) =>
    feed.observe().subscribe(({ members, follow }) => {
      told.push(`${now()} list ${members.map(({ id }) => id).join()}`);
      follow(({ event, member }) => told.push(`${now()} ${event} ${member.id}`));
    });
  return { told, note };
};

describe('presenceFeed', () => {
  it(
    'joins the list to the changes behind it, without a seam',
    marbles(({ scheduler }) => {
      const events$ = new Subject<AttendanceEvent>();
      const { told, note } = feedOver(events$, [
        () => {
          // While it is read: one that it has, one that it has not.
          events$.next(joins(3, 'ann'));
          events$.next(joins(4, 'bob'));
          return listed(3, 'eve', 'ann');
        },
      ]);
      const subscription = note(() => scheduler.now());

      events$.next({ kind: 'live' });
      scheduler.schedule(() => events$.next(leaves(5, 'eve')), 2);
      scheduler.schedule(() => events$.next(leaves(5, 'eve')), 3);
      scheduler.schedule(() => subscription.unsubscribe(), 4);
      scheduler.schedule(() => expect(told).toEqual(['0 list eve,ann,bob', '2 leave eve']), 5);
    }),
  );

  it(
    'lists again when a change was missed, or the engine was away, and tells what is different',
    marbles(({ scheduler }) => {
      const events$ = new Subject<AttendanceEvent>();
      const { told, note } = feedOver(events$, [
        () => listed(1, 'eve'),
        () => listed(3, 'eve', 'ann', 'bob'),
        () => listed(1, 'bob'),
      ]);
      const subscription = note(() => scheduler.now());

      events$.next({ kind: 'live' });
      scheduler.schedule(() => events$.next(joins(3, 'bob')), 2);
      scheduler.schedule(() => events$.next({ kind: 'interrupted' }), 8);
      scheduler.schedule(() => events$.next({ kind: 'live' }), 9);
      scheduler.schedule(() => subscription.unsubscribe(), 11);
      scheduler.schedule(
        () =>
          expect(told).toEqual(
            ['0 list eve', '5 join ann', '5 join bob', '9 leave eve', '9 leave ann'].map((words) => words),
          ),
        12,
      );
    }),
  );

  it(
    'lists when somebody is to expire, and tells nothing that came to nothing within its pace',
    marbles(({ scheduler }) => {
      const events$ = new Subject<AttendanceEvent>();
      const { told, note } = feedOver(events$, [() => listed(1, 'eve'), () => listed(4)], 10);
      const subscription = note(() => scheduler.now());

      events$.next({ kind: 'live' });
      scheduler.schedule(() => events$.next(joins(2, 'ann')), 3);
      scheduler.schedule(() => events$.next(leaves(3, 'ann')), 4);
      scheduler.schedule(() => events$.next({ kind: 'expiring', within: 8 }), 5);
      scheduler.schedule(() => subscription.unsubscribe(), 30);
      scheduler.schedule(() => expect(told).toEqual(['0 list eve', '13 leave eve']), 31);
    }),
  );

  it('refuses when the broker does not answer, and keeps nothing when nobody observes it', () => {
    let isEmpty = false;
    const refused: string[] = [];
    const presence: BrokerPresence = {
      touch: () => NEVER,
      leave: () => NEVER,
      watch: () => of({ kind: 'live' }),
      list: () => throwError(() => new Error('out of reach')),
    };
    const feed = presenceFeed({
      channel: 'a',
      presence,
      turns: turns(() => {}),
      ttl: 30,
      maxMembers: 10,
      pace: 0,
      listPace: 5,
      onEmpty: () => (isEmpty = true),
    });

    feed.observe().subscribe({ error: ({ code }: { code: string }) => refused.push(code) });

    expect([refused, isEmpty]).toEqual([['UNAVAILABLE'], true]);
  });
});
