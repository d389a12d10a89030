import type { Observable } from 'rxjs';
import type { Agent, Dispatcher } from 'undici';
import type { Connection } from '../core/Connection.js';
import { dialHubOn } from '../transports/dialHubOn.js';
import type { HubDoorConfig } from '../transports/dialHubOn.js';
import { endlessFetch } from './endlessFetch.js';
import { interruptibleAgent } from './interruptibleAgent.js';

export interface FromHubEventsConfig extends Omit<HubDoorConfig, 'credentials'> {
  /** What undici's `Agent` takes: `connect: { ca, cert, key, rejectUnauthorized }`, `allowH2` … @defaultValue none */
  readonly options?: Agent.Options;
  /**
   * A dispatcher of undici's in place of one of our own: a `ProxyAgent`, a `MockAgent`. It is not closed, its timeouts of
   * headers and body do not apply, and `options` do not count. @defaultValue an agent for each connection
   */
  readonly dispatcher?: Dispatcher;
}

/**
 * `fromHubEvents` on undici: as in the root entry, with a stream that may stay quiet for long, and messages that go over
 * sockets that are kept as long as the connection.
 *
 * ```text
 * POST ping            h
 * fromHubEvents(…)     --c----------------
 * c.send                 s      p             s: subscribe a   p: publish
 * c.incoming$              --S-a--Ab------    S: subscribed    a b: publications   A: acknowledgement
 * ```
 *
 * Errors: those of the root entry, `unsupported` also for what undici refuses to send; `unreachable` has the `code` that Node
 * tells. Finalization: aborts all requests and destroys the agent; its sockets are closed at once.
 *
 * @example
 * ```ts
 * import { fromHubEvents, realtimeClient } from 'rxwire/node';
 * import { messages } from 'rxwire/messages';
 *
 * const client = realtimeClient({
 *   transport: fromHubEvents({
 *     url: 'https://example.org/events',
 *     headers: async () => ({ authorization: `Bearer ${await freshToken()}` }),
 *   }),
 *   codec: messages,
 * });
 *
 * async function freshToken(): Promise<string> {
 *   return (await fetch('https://example.org/token')).text();
 * }
 * ```
 */
export function fromHubEvents(config: FromHubEventsConfig): Observable<Connection<string, string>> {
  const { options, dispatcher } = config;
  return dialHubOn(() => {
    if (dispatcher !== undefined) return { fetch: endlessFetch({ dispatcher }), close: () => {} };
    const { agent, destroy } = interruptibleAgent(options);
    return { fetch: endlessFetch({ dispatcher: agent }), close: destroy };
  }, config);
}
