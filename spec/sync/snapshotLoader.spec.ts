import { EMPTY, NEVER, delay, ignoreElements, of, throwError, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { ChannelEvent, Gap, LoadedSnapshot, Publication } from 'rxwire';
import type { ChannelState } from '../../lib/sync/ChannelState.js';
import { snapshotLoader } from '../../lib/sync/snapshotLoader.js';
import type { SnapshotLoader } from '../../lib/sync/snapshotLoader.js';
import { tellChannel } from '../../lib/sync/tellChannel.js';
import { marbles } from '../support/marbles.js';
import { channelAt } from './channelAt.js';

const gap: Gap = {
  kind: 'gap',
  channel: 'a',
  reason: 'unrecovered',
  since: { epoch: 'e', offset: 1 },
  position: { epoch: 'e', offset: 5 },
  missed: 4,
};

/** Loads for a gap up to 5; `live` publications come while it does. */
function loading(
  loads: readonly Observable<LoadedSnapshot>[],
  live: readonly number[],
  maxHeld = 9,
): { readonly told: string[]; readonly channel: ChannelState; readonly load: SnapshotLoader['load'] } {
  const told: string[] = [];
  let calls = 0;
  const channel = channelAt({ epoch: 'e', offset: 5 });
  const { load } = snapshotLoader({
    getSnapshot: () => loads[Math.min(calls++, loads.length - 1)] ?? NEVER,
    maxHeld,
    maxRecoveries: 1,
    resubscribe: (each) => {
      each.recoveries += 1;
      told.push(`again from ${each.offset}`);
    },
  });
  channel.events$.subscribe((event: ChannelEvent) =>
    told.push(
      event.kind === 'publication' ? String(event.offset) : `${event.kind} ${event.position?.offset}`,
    ),
  );
  load(channel, gap);
  for (const offset of live) {
    channel.offset = offset;
    tellChannel(channel, { kind: 'publication', offset } as Publication);
  }
  return { told, channel, load };
}
const state = (offset: number, epoch = 'e'): Observable<LoadedSnapshot> =>
  of({ offset, epoch, data: 'state' }).pipe(delay(1));

describe('snapshotLoader', () => {
  it.each<[string, readonly Observable<LoadedSnapshot>[], readonly number[], readonly string[]]>([
    ['drops what the snapshot has taken in', [state(7)], [6, 7, 8], ['snapshot 7', '8']],
    ['waits for what the snapshot is ahead of', [state(9)], [6], ['snapshot 9']],
    ['asks for what lies before what is held', [state(3)], [6, 7], ['again from 3', 'snapshot 3']],
    ['loads again what is of another epoch', [state(7, 'd'), state(6)], [6, 7], ['snapshot 6', '7']],
    ['tells the gap where another epoch stays', [state(7, 'd')], [6], ['gap 5', '6']],
    ['tells the gap where nothing is loaded', [EMPTY], [6], ['gap 5', '6']],
    [
      'tells the gap where loading fails',
      [throwError(() => new Error('down')).pipe(delay(1))],
      [],
      ['gap 5'],
    ],
    ['tells the gap where the position is none', [state(NaN)], [6], ['gap 5', '6']],
  ])('%s', (_, loads, live, expected) =>
    marbles(() => {
      const { told } = loading(loads, live);

      timer(50).subscribe(() => expect(told).toEqual(expected));
    })(),
  );

  it(
    'asks again for what it could not hold',
    marbles(() => {
      const { told, channel } = loading([state(7)], [6, 7, 8, 9], 2);

      timer(50).subscribe(() => {
        expect(told).toEqual(['again from 7', 'snapshot 7']);
        expect(channel.offset).toBe(7);
        expect(channel.loading).toBeUndefined();
      });
    }),
  );

  it(
    'holds what comes in the hands of an observer behind what it holds already',
    marbles(() => {
      const { told, channel } = loading([state(6)], [6, 7]);
      channel.events$.subscribe((event) => {
        if (event.kind === 'snapshot')
          tellChannel(channel, { kind: 'publication', offset: 8 } as Publication);
      });

      timer(50).subscribe(() => expect(told).toEqual(['snapshot 6', '7', '8']));
    }),
  );

  it.each<[string, Partial<Gap>, number | undefined]>([
    ['counts', { position: { epoch: 'e', offset: 9 } }, 8],
    [
      'does not count across epochs',
      { reason: 'epoch', position: { epoch: 'f', offset: 9 }, missed: undefined },
      undefined,
    ],
  ])('%s what was held between two gaps among what is missing', (_, later, missed) =>
    marbles(() => {
      const { channel, load } = loading([timer(1).pipe(ignoreElements())], [6, 7]);
      const events: ChannelEvent[] = [];
      channel.events$.subscribe((event) => events.push(event));
      Object.assign(channel, later.position);
      const since = { epoch: 'e', offset: 7 };
      load(channel, { ...gap, since, missed: 2, ...later });

      timer(50).subscribe(() => expect(events).toEqual([{ ...gap, ...later, missed }]));
    })(),
  );
});
