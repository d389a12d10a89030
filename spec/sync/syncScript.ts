import fc from 'fast-check';
import type { Fate, Side } from './modelServer.js';
import type { DoorFate } from './throughDoors.js';

export type SyncStep =
  | { readonly do: 'observe'; readonly channel: string; readonly replay: boolean; readonly hops: boolean }
  | { readonly do: 'leave'; readonly who: number }
  | { readonly do: 'publish'; readonly channel: string; readonly fate: Fate }
  | { readonly do: 'send'; readonly channel: string }
  | { readonly do: 'cut'; readonly side: Side }
  | { readonly do: 'renew' }
  | { readonly do: 'block'; readonly door: number; readonly fate: DoorFate; readonly cut: boolean }
  | { readonly do: 'trim'; readonly channel: string; readonly size: number }
  | { readonly do: 'restart'; readonly channel: string; readonly tell: boolean }
  | { readonly do: 'reload' }
  | CompanyStep;

/** Of maps, and of who is there. */
export type CompanyStep =
  | {
      readonly do: 'set';
      readonly key: string;
      readonly by: 'client' | 'server';
      readonly expiresIn?: number | undefined;
    }
  | { readonly do: 'remove'; readonly key: string }
  | { readonly do: 'look'; readonly at: 'map' | 'presence' }
  | { readonly do: 'look away'; readonly who: number }
  | { readonly do: 'come'; readonly user: string }
  | { readonly do: 'go'; readonly user: string };

/** What happens to channels, and when. */
export interface SyncScript {
  /** Of the latencies. */
  readonly seed: number;
  readonly linger: number;
  /** How far behind loaded state may be; none is loaded without it. */
  readonly staleness: number | undefined;
  readonly steps: readonly { readonly after: number; readonly step: SyncStep }[];
}

const channel = fc.constantFrom('a', 'a', 'a', '__proto__');
const steps = [
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('observe' as const),
      channel,
      replay: fc.boolean(),
      hops: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('leave' as const), who: fc.nat(5) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('publish' as const),
      channel,
      fate: fc.constantFrom(
        'arrives' as const,
        'arrives' as const,
        'arrives' as const,
        'is lost' as const,
        'comes twice' as const,
        'comes late' as const,
      ),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('cut' as const),
      side: fc.constantFrom<Side>('both', 'client', 'server'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('trim' as const), channel, size: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), channel, tell: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reload' as const) }) },
] as const;

const scriptOf = (step: fc.Arbitrary<SyncStep>): fc.Arbitrary<SyncScript> =>
  fc.record({
    seed: fc.nat(),
    linger: fc.constantFrom(0, 0, 5.4),
    staleness: fc.option(fc.nat(3), { nil: undefined, freq: 2 }),
    steps: fc.array(fc.record({ after: fc.nat(6), step }), { minLength: 5, maxLength: 40 }),
  });

export const syncScript = scriptOf(fc.oneof(...steps));

const key = fc.constantFrom('x', 'y', '__proto__', '');
const user = fc.constantFrom('bob', 'eve', '__proto__');
const company = [
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('set' as const),
      key,
      by: fc.constantFrom('client' as const, 'server' as const),
      expiresIn: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), key }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('look' as const),
      at: fc.constantFrom('map' as const, 'presence' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('look away' as const), who: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('come' as const), user }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('go' as const), user }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('trim' as const), channel: fc.constant('map'), size: fc.nat(4) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('restart' as const),
      channel: fc.constant('map'),
      tell: fc.boolean(),
    }),
  },
] as const;

/** Also publishes of the client's own, maps, others who come and go, and the end of a server that keeps its history. */
export const hubScript = scriptOf(
  fc.oneof(
    ...steps,
    ...company,
    { weight: 6, arbitrary: fc.record({ do: fc.constant('send' as const), channel }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('renew' as const) }) },
  ),
);

/** Channels over doors to the server that are blocked, cut, and open again. */
export const doorsScript = scriptOf(
  fc.oneof(
    ...steps,
    { weight: 6, arbitrary: fc.record({ do: fc.constant('send' as const), channel }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('renew' as const) }) },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('block' as const),
        door: fc.constantFrom(0, 0, 0, 1),
        fate: fc.constantFrom<DoorFate>('pass', 'pass', 'pass', 'refuse', 'hang', 'silence'),
        cut: fc.boolean(),
      }),
    },
  ),
);
