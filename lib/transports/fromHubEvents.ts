import type { Observable } from 'rxjs';
import type { Connection } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import type { FetchLike } from '../core/FetchLike.js';
import { dialHubOn } from './dialHubOn.js';
import type { HubDoorConfig } from './dialHubOn.js';

export interface FromHubEventsConfig extends HubDoorConfig {
  /** The platform's fetch, or one of yours around it. @defaultValue `globalThis.fetch`, looked up at each request */
  readonly fetch?: FetchLike;
}

/**
 * A hub's door for HTTP as a connection that goes both ways, so that a client and its channels work where no WebSocket passes.
 *
 * ```text
 * POST ping            h
 * fromHubEvents(…)     --c------------------------
 * c.send                 s      p         t          s: subscribe a (r1)   p: publish (m1)   t: subscribe b (r2)
 * GET ?channel=a           --S-a---b-!               S: subscribed a       a b: publications
 * GET ?channel=a&b                        --T-d--    with the Last-Event-ID of b; T: subscribed a and b
 * POST p                        --A                  A: acknowledgement of m1
 * c.incoming$              --S-a--Ab--------T-d--    S with the id r1, T with r2, for b alone
 * ```
 *
 * Subscribing to the observable posts a ping: its answer is the opening. Requests to subscribe and unsubscribe, settled at
 * the end of a turn, make one event stream of all channels; another set of channels, or a channel asked for from another
 * position, is another stream, which goes on where the one before stood. Everything else is posted, one message after
 * another, and their replies come in as messages; what is sent after a subscription is posted when that has been joined.
 *
 * `since` of the requests says where each channel goes on, and makes the `Last-Event-ID`; so `dataSync` recovers over it
 * what it missed as it does over a WebSocket. A refused channel ends nothing but itself. `recover: 'latest'` is not to be had.
 *
 * A stream is life by each of its bytes, comments too. Without channels there is none: `heartbeat` then needs its `ping`.
 *
 * Errors, all `ConnectionError`s: `provider`, `invalid-url`, `unsupported`, `connect-timeout`, `unreachable`; `handshake`
 * when not the hub answers, or with 401; `protocol` as of `fromEventSource`; `heartbeat-timeout` after `idleTimeout` and for
 * a message that was not answered; `closed` with 1005 or 1006 when the stream ends or breaks, with 4202 above
 * `maxBuffered`. `send` throws a `TypeError` for what is no text. Bad options throw at construction.
 * Finalization: aborts all requests.
 *
 * @see docs/hub.md
 *
 * @example
 * ```ts
 * import { dataSync, fromHubEvents, realtimeClient } from 'rxwire'; // in Node: 'rxwire/node'
 * import { messages } from 'rxwire/messages';
 *
 * const client = realtimeClient({
 *   transport: fromHubEvents({ url: 'https://example.org/events', idleTimeout: 60_000 }),
 *   codec: messages,
 * });
 *
 * dataSync(client)
 *   .channel('room:1')
 *   .subscribe((event) => console.log(event));
 * ```
 */
export function fromHubEvents(config: FromHubEventsConfig): Observable<Connection<string, string>> {
  const { fetch: injected } = config;
  return dialHubOn(
    () => ({
      fetch: (url, init) => {
        // Called bare: the platform's fetch takes no other `this`.
        const fetch = injected ?? (globalThis.fetch as FetchLike | undefined);
        if (fetch === undefined) throw new ConnectionError('unsupported', 'no global fetch: pass fetch', {});
        return fetch(url, init);
      },
      close: () => {},
    }),
    config,
  );
}
