import { defer, firstValueFrom, of, throwError } from 'rxjs';
import { memoryBroker } from 'rxwire/server';
import { offsetRing } from '../../lib/server/offsetRing.js';
import { publication } from '../../lib/server/publication.js';
import type { Publication } from '../../lib/server/publication.js';
import { recoverFrom } from '../../lib/server/recoverFrom.js';

const stored = (offset: number) => ({ offset, body: '{"type":"chat"}' });

/** Offsets 5 to 8 are in the tail, 3 to 8 at the broker. */
async function recovered(
  since: object,
  history = (from: number) =>
    of({ epoch: 'e', top: 8, first: 3, items: [3, 4, 5, 6, 7, 8].filter((n) => n > from).map(stored) }),
) {
  const tail = offsetRing<Publication>();
  [5, 6, 7, 8].forEach((offset) => tail.push(publication(stored(offset))));
  let reads = 0;
  const broker = {
    ...memoryBroker(),
    history: (_: string, from: number) =>
      defer(() => {
        reads += 1;
        return history(from);
      }),
  };
  const request = { since: { epoch: 'e', ...since } };
  const at = { epoch: 'e', offset: 8 };
  const { recovered: whole, replay } = await firstValueFrom(
    recoverFrom({ channel: 'a', broker, tail, at, request, recoveryLimit: 6 }),
  );
  return [whole, replay.map(({ offset }) => offset), reads];
}

describe('recoverFrom', () => {
  it('answers from the tail', async () => {
    expect(await recovered({ offset: 6 })).toEqual([true, [7, 8], 0]);
    expect(await recovered({ offset: 4 })).toEqual([true, [5, 6, 7, 8], 0]);
    expect(await recovered({ offset: 8 })).toEqual([true, [], 0]);
  });

  it('reads what the tail does not reach', async () => {
    expect(await recovered({ offset: 2 })).toEqual([true, [3, 4, 5, 6, 7, 8], 1]);
  });

  it('gives all or nothing', async () => {
    const trimmed = () => of({ epoch: 'e', top: 8, first: 4, items: [4, 5, 6, 7, 8].map(stored) });
    const renewed = () => of({ epoch: 'f', top: 8, first: 3, items: [3, 4, 5, 6, 7, 8].map(stored) });
    const failing = () => throwError(() => new Error('ECONNRESET'));

    expect(await recovered({ offset: 2 }, trimmed)).toEqual([false, [], 1]);
    expect(await recovered({ offset: 2 }, renewed)).toEqual([false, [], 1]);
    expect(await recovered({ offset: 2 }, failing)).toEqual([false, [], 1]);
    expect(await recovered({ offset: 1 })).toEqual([false, [], 0]);
    expect(await recovered({ offset: 9 })).toEqual([false, [], 0]);
    expect(await recovered({ offset: 8, epoch: 'f' })).toEqual([false, [], 0]);
  });
});
