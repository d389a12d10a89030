import { firstValueFrom } from 'rxjs';
import { readHistory } from '../../lib/redis/readHistory.js';
import { brokerContext } from './brokerContext.js';

const entries = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => [`${from + n}-1700000000000`, ['b', String(from + n)]]);
const offsetsOf = (items: readonly { readonly offset: number }[]): number[] =>
  items.map(({ offset }) => offset);

describe('readHistory', () => {
  it('reads at most 500 at a time, and tells them as one page', async () => {
    const replies = [
      ['e', 1_200, 1, entries(1, 500)],
      ['e', 1_300, 1, entries(501, 1_000)],
      ['e', 1_300, 1, entries(1_001, 1_200)],
    ];
    const { context, commands } = brokerContext(replies);

    const { epoch, top, first, items } = await firstValueFrom(readHistory(context, 'a', 0, 1_200));

    expect(commands.map(({ args }) => args.slice(0, 2))).toEqual([
      ['0', '500'],
      ['500', '500'],
      ['1000', '200'],
    ]);
    expect({ epoch, top, first }).toEqual({ epoch: 'e', top: 1_300, first: 1 });
    expect(offsetsOf(items)).toEqual(Array.from({ length: 1_200 }, (_, n) => n + 1));
    expect(items[7]).toEqual({ offset: 8, body: '8' });
  });

  it('stops at the top, and where nothing came', async () => {
    const reached = brokerContext([['e', 3, 1, entries(1, 3)]]);
    const nothing = brokerContext([['e', 3, 4, []]]);

    expect((await firstValueFrom(readHistory(reached.context, 'a', 0, 1_000))).items).toHaveLength(3);
    expect((await firstValueFrom(readHistory(nothing.context, 'a', -100, 1_000))).items).toEqual([]);
    expect([reached, nothing].map(({ commands }) => commands.length)).toEqual([1, 1]);
    expect(nothing.commands[0]?.args[0]).toBe('-100');
  });

  it('tells no hole: what was let go between two pages goes, with all before it', async () => {
    const { context } = brokerContext([
      ['e', 1_000, 1, entries(1, 500)],
      ['e', 1_000, 601, entries(601, 1_000)],
    ]);

    const { first, items } = await firstValueFrom(readHistory(context, 'a', 0, 1_000));

    expect([first, items[0]?.offset, items.length]).toEqual([601, 601, 400]);
  });

  it('mixes no epochs', async () => {
    const { context } = brokerContext([
      ['e', 1_000, 1, entries(1, 500)],
      ['f', 900, 501, entries(501, 900)],
    ]);

    const { epoch, items } = await firstValueFrom(readHistory(context, 'a', 0, 1_000));

    expect([epoch, items.length]).toEqual(['f', 400]);
  });

  it('keeps what it has where the rest is gone', async () => {
    const { context } = brokerContext([
      ['e', 1_000, 1, entries(1, 500)],
      ['e', 1_000, 1_001, []],
    ]);

    expect((await firstValueFrom(readHistory(context, 'a', 0, 1_000))).items).toHaveLength(500);
  });
});
