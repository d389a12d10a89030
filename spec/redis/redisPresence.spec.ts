import { firstValueFrom } from 'rxjs';
import { redisPresence } from '../../lib/redis/redisPresence.js';
import { recorded } from '../support/recorded.js';
import { brokerContext } from './brokerContext.js';

const told = (...change: unknown[]) => ({ kind: 'text', text: JSON.stringify(change) }) as const;

describe('redisPresence', () => {
  it('touches 500 at a time', async () => {
    const { context, commands } = brokerContext([1, 1]);
    const connections = Array.from({ length: 501 }, (_, n) => ({ connection: `c${n}`, body: 'b' }));

    await firstValueFrom(redisPresence(context).touch('a', connections, 30_000));

    expect(commands.map(({ args }) => (args.length - 6) / 2)).toEqual([500, 1]);
    expect(commands[1]?.args).toEqual(['next', '1', 'PUBLISH', 'p:{a}:a', '86400000', '30000', 'c500', 'b']);
  });

  it('touches nobody without a word to Redis', async () => {
    const { context, commands } = brokerContext();

    await firstValueFrom(redisPresence(context).touch('a', [], 30_000));

    expect(commands).toEqual([]);
  });

  it('tells what is announced', () => {
    const { context, heard$ } = brokerContext();
    const { seen } = recorded(redisPresence(context).watch('a'));

    heard$.next({ kind: 'live' });
    heard$.next(told('e', 'join', 1, 'c1', 'who'));
    heard$.next(told('e', 'leave', 2, 'c1'));
    heard$.next(told('e', 'expiring', 200));
    heard$.next({ kind: 'interrupted' });

    expect(seen).toEqual([
      { kind: 'live' },
      { kind: 'join', version: 1, connection: 'c1', body: 'who' },
      { kind: 'leave', version: 2, connection: 'c1' },
      { kind: 'expiring', within: 200 },
      { kind: 'interrupted' },
    ]);
  });

  it('has a watcher list anew when versions have begun anew, whether a change or a list says so', async () => {
    const { context, heard$ } = brokerContext([
      ['e', 7, -1, []],
      ['g', 0, -1, []],
    ]);
    const presence = redisPresence(context);
    const { seen } = recorded(presence.watch('a'));
    const kinds = (): string[] => seen.map(({ kind }) => kind);

    expect(await firstValueFrom(presence.list('a'))).toEqual({ version: 7, items: [], expiresIn: undefined });
    heard$.next(told('e', 'join', 8, 'c1', 'who'));
    expect(kinds()).toEqual(['join']);
    heard$.next(told('f', 'join', 1, 'c2', 'who'));
    expect(kinds()).toEqual(['join', 'interrupted', 'live', 'join']);
    await firstValueFrom(presence.list('a'));
    expect(kinds().slice(4)).toEqual(['interrupted', 'live']);
  });
});
