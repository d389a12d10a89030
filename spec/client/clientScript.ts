import fc from 'fast-check';
import type { BoundedQueueConfig } from '../../lib/operators/boundedQueue.js';

/** What an observer may wait for, to do something within the very call that tells it. */
export type Occasion =
  'connecting' | 'connected' | 'waiting' | 'disconnected' | 'message' | 'failure' | 'settled';

/** One thing that the peer, the network or the application does. */
export type Step =
  | { readonly do: 'open' | 'refuse' | 'halfClose' | 'answer' | 'break' | 'throw' }
  | { readonly do: 'close'; readonly code: number }
  | { readonly do: 'deliver'; readonly valid: boolean }
  | { readonly do: 'send' | 'request'; readonly what: 'plain' | 'large' | 'too large' | 'unsendable' }
  | { readonly do: 'listen' | 'leave' | 'connect' | 'disconnect' | 'reset' }
  | { readonly do: 'drain'; readonly deadline: number }
  | { readonly do: 'eager' | 'echo' | 'greet' | 'stall'; readonly on: boolean };

export type ScriptLine =
  | Step
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'react'; readonly to: Occasion; readonly by: readonly Step[] };

export interface ClientScript {
  readonly lines: readonly ScriptLine[];
  readonly lazy: boolean;
  readonly linger: number;
  readonly gate: boolean;
  readonly heartbeat: boolean;
  /** Retries before it gives up. */
  readonly retries: number;
  readonly capacity: number;
  readonly overflow: NonNullable<BoundedQueueConfig<string>['overflow']>;
  readonly timeToLive: number;
  /** Whether all is delivered in the end, or the client is disposed of with what is queued. */
  readonly flush: boolean;
}

const simple = <D extends string>(...names: readonly D[]) =>
  fc.constantFrom(...names).map((name) => ({ do: name }) as { readonly do: D });
const on = fc.boolean();
const what = fc.constantFrom('plain', 'plain', 'plain', 'large', 'too large', 'unsendable');

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: simple('open') },
  { weight: 4, arbitrary: simple('refuse', 'halfClose', 'answer', 'break', 'throw') },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('close' as const),
      code: fc.constantFrom(1000, 1001, 1008, 4401),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('deliver' as const), valid: fc.boolean() }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constantFrom('send' as const, 'send' as const, 'request' as const), what }),
  },
  { weight: 6, arbitrary: simple('listen', 'listen', 'leave', 'connect', 'disconnect', 'reset') },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('drain' as const), deadline: fc.constantFrom(0.3, 10.7, 50.9) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom<'eager' | 'echo' | 'greet' | 'stall'>('eager', 'echo', 'greet', 'stall'),
      on,
    }),
  },
);

const line: fc.Arbitrary<ScriptLine> = fc.oneof(
  { weight: 10, arbitrary: step },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(0, 1.13, 3.37, 5.71, 25.9),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('react' as const),
      to: fc.constantFrom<Occasion>(
        'connecting',
        'connected',
        'waiting',
        'disconnected',
        'message',
        'failure',
        'settled',
      ),
      by: fc.array(step, { minLength: 1, maxLength: 3 }),
    }),
  },
);

/**
 * Any story of a client: how it is made, and what happens to it. All times are odd, so that no two timers are due in the
 * same frame: there, an immediate that clears a timer makes rxjs's TestScheduler throw.
 */
export const clientScript: fc.Arbitrary<ClientScript> = fc.record({
  lines: fc.array(line, { maxLength: 60, size: 'max' }),
  lazy: fc.boolean(),
  linger: fc.constantFrom(0, 0, 4.3),
  gate: fc.boolean(),
  heartbeat: fc.boolean(),
  retries: fc.constantFrom(0, 1, 3, 30),
  capacity: fc.constantFrom(1, 2, 4, 100),
  overflow: fc.constantFrom('drop-oldest', 'drop-newest', 'error', 'latest-by-key'),
  timeToLive: fc.constantFrom(Infinity, Infinity, 12.1),
  flush: fc.boolean(),
});
