import type { ChannelEvent, Gap, Publication } from 'rxwire';
import type { SnapshotLoading } from '../../lib/sync/ChannelState.js';
import { tellAtOnce, tellChannel } from '../../lib/sync/tellChannel.js';
import { channelAt } from './channelAt.js';

const publication = (offset: number): Publication => ({
  kind: 'publication',
  channel: 'a',
  type: 'publication',
  data: offset,
  id: undefined,
  offset,
  timestamp: 't',
  recovered: false,
});
const gap = (since: number, to: number, missed: number | undefined): Gap => ({
  kind: 'gap',
  channel: 'a',
  reason: 'unrecovered',
  since: { epoch: 'e', offset: since },
  position: { epoch: 'e', offset: to },
  missed,
});
const loading = (state: Partial<SnapshotLoading>): SnapshotLoading => ({
  told: undefined,
  gap: undefined,
  base: 0,
  held: [],
  capacity: 2,
  overflowed: false,
  arrived: false,
  subscription: undefined,
  ...state,
});

describe('tellChannel', () => {
  it('tells, and keeps the latest and the gaps behind it as one', () => {
    const channel = channelAt({});
    const told: ChannelEvent[] = [];
    channel.events$.subscribe((event) => told.push(event));
    const events = [publication(1), gap(1, 3, 2), gap(3, 7, 4)];

    for (const event of events) tellChannel(channel, event);

    expect(told).toEqual(events);
    expect(channel.last).toEqual(publication(1));
    expect(channel.gap).toEqual(gap(1, 7, 6));

    tellAtOnce(channel, publication(8));

    expect(channel.gap).toBeUndefined();
  });

  it('does not add up what nobody knows', () => {
    const channel = channelAt({});

    for (const event of [gap(1, 3, 2), gap(3, 7, undefined)]) tellChannel(channel, event);

    expect(channel.gap?.missed).toBeUndefined();
  });

  it('holds back while a snapshot is being loaded, as much as it may, and then nothing', () => {
    const channel = channelAt({ loading: loading({}) });
    const held = (): unknown => channel.loading?.held.map((event) => (event as Publication).offset);

    for (const offset of [1, 2]) tellChannel(channel, publication(offset));
    const before = held();
    for (const offset of [3, 4]) tellChannel(channel, publication(offset));

    expect([before, held(), channel.loading?.overflowed]).toEqual([[1, 2], [], true]);
    expect(channel.last).toBeUndefined();
  });

  it('queues without limit behind what is just being told, which empties it', () => {
    const channel = channelAt({ loading: loading({ arrived: true }) });

    for (const offset of [1, 2, 3]) tellChannel(channel, publication(offset));

    expect(channel.loading?.held).toHaveLength(3);
  });
});
