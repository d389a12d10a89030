import * as t from 'io-ts';
import type { ChannelEvent, SyncMessage } from 'rxwire';
import { channelRecovery } from '../../lib/sync/channelRecovery.js';
import type { ChannelRecovery, Handover } from '../../lib/sync/channelRecovery.js';
import type { ChannelState } from '../../lib/sync/ChannelState.js';
import { channelAt } from './channelAt.js';

const at = (offset: number, data: unknown = offset): SyncMessage => ({
  type: 'publication',
  channel: 'a',
  timestamp: 't',
  offset,
  data,
});

/** What is told, in short: offsets of publications, and gaps as `reason since>position missed`. */
function recovering(
  state: Partial<ChannelState>,
  maxRecoveries = 1,
): { readonly channel: ChannelState; readonly recovery: ChannelRecovery; readonly told: unknown[] } {
  const channel = channelAt({ live: true, ...state });
  const told: unknown[] = [];
  const recovery = channelRecovery({
    maxRecoveries,
    resubscribe: (each) => {
      each.recoveries += 1;
      each.live = false;
      told.push('resubscribe');
    },
    invalid: ({ path, raw }) => told.push({ path, raw }),
  });
  channel.events$.subscribe((event: ChannelEvent) => {
    if (event.kind === 'publication') told.push(event.recovered ? `r${event.offset}` : event.offset);
    if (event.kind === 'gap')
      told.push(`${event.reason} ${event.since?.offset}>${event.position?.offset} ${event.missed}`);
  });
  return { channel, recovery, told };
}

describe('channelRecovery', () => {
  it.each<[string, Partial<ChannelState>, Handover, number | undefined, unknown[]]>([
    ['begins at the top', {}, { epoch: 'e', offset: 4 }, 4, []],
    ['begins before what is replayed', {}, { epoch: 'e', offset: 4, recovered: true, replay: 1 }, 3, []],
    ['goes on', { epoch: 'e', offset: 2 }, { epoch: 'e', offset: 4, recovered: true, replay: 2 }, 2, []],
    ['goes on, told no number', { epoch: 'e', offset: 2 }, { epoch: 'e', offset: 4, recovered: true }, 2, []],
    [
      'asks again where a snapshot is ahead of what it asked for',
      { epoch: 'e', offset: 3, asked: { epoch: 'e', offset: 1 } },
      { epoch: 'e', offset: 4, recovered: false, replay: 0 },
      3,
      ['resubscribe'],
    ],
    [
      'believes what it is told where it has asked often enough',
      { epoch: 'e', offset: 3, asked: { epoch: 'e', offset: 1 }, recoveries: 1 },
      { epoch: 'e', offset: 4, recovered: false, replay: 0 },
      4,
      ['unrecovered 3>4 1'],
    ],
    [
      'goes on where all is sent since before a snapshot',
      { epoch: 'e', offset: 3, asked: { epoch: 'e', offset: 1 } },
      { epoch: 'e', offset: 4, recovered: true, replay: 3 },
      3,
      [],
    ],
    [
      'tells of another epoch what a snapshot cannot help',
      { epoch: 'e', offset: 3, asked: { epoch: 'e', offset: 1 } },
      { epoch: 'f', offset: 4, recovered: false, replay: 0 },
      4,
      ['epoch 3>4 undefined'],
    ],
    [
      'drops what it has',
      { epoch: 'e', offset: 3 },
      { epoch: 'e', offset: 4, recovered: true, replay: 4 },
      3,
      [],
    ],
    [
      'raises no false alarm',
      { epoch: 'e', offset: 4 },
      { epoch: 'e', offset: 4, recovered: false, replay: 0 },
      4,
      [],
    ],
    [
      'tells what is lost',
      { epoch: 'e', offset: 2 },
      { epoch: 'e', offset: 5, recovered: false },
      5,
      ['unrecovered 2>5 3'],
    ],
    [
      'tells what is left out',
      { epoch: 'e', offset: 2 },
      { epoch: 'e', offset: 5, recovered: true, replay: 1 },
      4,
      ['unrecovered 2>4 2'],
    ],
    [
      'tells a new epoch',
      { epoch: 'd', offset: 2 },
      { epoch: 'e', offset: 1, recovered: false },
      1,
      ['epoch 2>1 undefined'],
    ],
    [
      'believes no other epoch',
      { epoch: 'd', offset: 2 },
      { epoch: 'e', offset: 2, recovered: true, replay: 0 },
      2,
      ['epoch 2>2 undefined'],
    ],
    [
      'distrusts a top that went back',
      { epoch: 'e', offset: 9 },
      { epoch: 'e', offset: 2, recovered: true },
      2,
      ['epoch 9>2 undefined'],
    ],
    [
      'tells that history is gone',
      { epoch: 'e', offset: 2 },
      {},
      undefined,
      ['no-history 2>undefined undefined'],
    ],
    [
      'tells what cannot be recovered',
      { epoch: 'e', offset: 2, unrecoverable: true },
      { epoch: 'e', offset: 5, recovered: true },
      5,
      ['unrecovered 2>5 3'],
    ],
  ])('%s', (_, state, handover, offset, expected) => {
    const { channel, recovery, told } = recovering(state);

    recovery.subscribed(channel, handover);

    expect(told).toEqual(expected);
    expect(channel.epoch === undefined ? undefined : channel.offset).toBe(offset);
    expect(channel.live).toBe(!expected.includes('resubscribe'));
  });

  it('tells what was missed as recovered, and drops what comes twice', () => {
    const { channel, recovery, told } = recovering({ epoch: 'e', offset: 1 });

    recovery.subscribed(channel, { epoch: 'e', offset: 3, recovered: true, replay: 2 });
    for (const offset of [2, 2, 3, 4, 3]) recovery.receive(channel, at(offset));

    expect(told).toEqual(['r2', 'r3', 4]);
  });

  it('asks for a hole, and after so many times tells it', () => {
    const { channel, recovery, told } = recovering({ epoch: 'e', offset: 1 });
    const handover = { epoch: 'e', offset: 3, recovered: true, replay: 2 };

    recovery.receive(channel, at(3));
    recovery.receive(channel, at(2));
    recovery.subscribed(channel, handover);
    recovery.receive(channel, at(3));
    recovery.receive(channel, at(4));

    expect(told).toEqual(['resubscribe', 'hole 1>2 1', 'r3', 4]);
  });

  it('takes nothing before the peer has subscribed it, and anything of a channel without history', () => {
    const { channel, recovery, told } = recovering({ live: false });
    const { offset: _, ...plain } = at(1);

    recovery.receive(channel, plain);
    recovery.subscribed(channel, {});
    recovery.receive(channel, plain);

    expect(told).toEqual([undefined]);
  });

  it('stores the position before it tells', () => {
    const { channel, recovery } = recovering({ epoch: 'e', offset: 1 });
    const positions: number[] = [];
    channel.events$.subscribe(() => positions.push(channel.offset));

    recovery.receive(channel, at(2));

    expect(positions).toEqual([2]);
  });

  it('makes data of a publication that does not decode, or whose codec throws, and says that it is missing', () => {
    const thrown = new Error('of the codec');
    const codec = {
      decode: (input: unknown) => {
        if (input === 'throw') throw thrown;
        return t.type({ x: t.number }).decode(input);
      },
    };
    const { channel, recovery, told } = recovering({ epoch: 'e', offset: 1, codec });

    recovery.receive(channel, at(2, { x: 'no' }));
    recovery.receive(channel, at(3, 'throw'));
    recovery.receive(channel, at(4, { x: 1 }));
    recovery.plain(channel, { type: 'chat', timestamp: 't', data: 0 });

    expect(told).toEqual([
      { path: 'x', raw: { x: 'no' } },
      'invalid 1>2 1',
      { path: '', raw: 'throw' },
      'invalid 2>3 1',
      4,
      { path: '', raw: 0 },
    ]);
  });

  it('tells that something may be missing where there is no history', () => {
    const { channel, recovery, told } = recovering({ interrupted: true });

    recovery.interrupted(channel);

    expect(told).toEqual(['no-history undefined>undefined undefined']);
    expect(channel.interrupted).toBe(false);
  });
});
