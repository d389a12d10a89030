import type { ConnectionError } from './ConnectionError.js';

/**
 * The story of a link across reconnects.
 *
 * ```text
 * connecting ──► connected ──► waiting ──► connecting …
 *      │              │
 *      ├──────────────┼────────► waiting        the dial failed, the link ended: another try
 *      └──────────────┴────────► disconnected   no other try; `cause` says why, if nobody asked for it
 * ```
 *
 * - `connecting`: a dial is under way. `attempt` is the number of the retry: 0 for the first dial, 1 for the first one
 *   after a failure or after the end of a stable connection.
 * - `connected`: the link is open; the only state that carries the connection. It follows itself where another connection takes the
 *   place of the one before (`fallback`).
 * - `waiting`: the link ended or the dial failed; the next dial, number `attempt`, starts in `delay` ms. Also the first state
 *   of all, or one that follows another, where no link is wanted for now: offline at the start, or parked (`suspended`).
 * - `disconnected`: the end. `cause` is there when nobody asked for it.
 */
export type Lifecycle<C> =
  | { readonly status: 'connecting'; readonly attempt: number }
  | { readonly status: 'connected'; readonly connection: C }
  | {
      readonly status: 'waiting';
      readonly attempt: number;
      /** Milliseconds until the next dial, as the policy decided. */
      readonly delay: number;
      readonly cause: ConnectionError;
    }
  | { readonly status: 'disconnected'; readonly cause?: ConnectionError };

/** The four names of a lifecycle's states. */
export type LifecycleStatus = Lifecycle<unknown>['status'];
