import { defer, interval, map, mergeMap, startWith, tap } from 'rxjs';
import type { Observable, OperatorFunction } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { checkSingleLine } from '../sse/checkSingleLine.js';
import { acceptClient } from './acceptClient.js';
import type { ClientConnection } from './ClientConnection.js';
import type { Published, PublishOptions } from './Broker.js';
import { drainHub } from './drainHub.js';
import type { HubDrainConfig } from './drainHub.js';
import { hubCore } from './hubCore.js';
import type { HubConfig, HubEvent, Identity } from './HubConfig.js';
import { hubMetrics } from './hubMetrics.js';
import type { HubMetrics } from './hubMetrics.js';
import { httpHandler } from './httpHandler.js';
import type { HttpHandler, HttpHandlerConfig } from './httpHandler.js';

/** What a server publishes besides the data. */
export interface HubPublishOptions extends PublishOptions {
  /** The type of the envelope, one line of text. @defaultValue 'publication' */
  readonly type?: string;
}

/** Joins clients to a broker. */
export interface Hub {
  /** Serves each connection of the source; emits what happens. See `hub`. */
  serve(): OperatorFunction<ClientConnection, HubEvent>;
  /** Serves one connection until it ends; emits what happens to it. */
  accept(connection: ClientConnection): Observable<HubEvent>;
  /**
   * Makes a listener for requests over HTTP, where a WebSocket does not get through:
   *
   * - `GET …?channel=a&channel=b`: an event stream of these channels, which goes on from its `Last-Event-ID`, or the
   *   parameter `lastEventId`. First comes `subscribed`.
   * - `POST` of one message: the reply to it, as JSON.
   *
   * Same channels, same `authenticate` and `authorize`, same publications as over a WebSocket. It looks at methods and not at
   * paths: mount it where you want it, in `node:http`, Express, or, with `request.raw` and `reply.raw`, Fastify.
   */
  handler(config?: HttpHandlerConfig): HttpHandler;
  /** Subscribing sends all clients away, a few at a time, and takes in nobody; completes when all have gone. See `drainHub`. */
  drain(config?: HubDrainConfig): Observable<never>;
  /** Whether it takes clients in, and its broker is not known to be out of reach: what a readiness probe asks. */
  readonly isReady: boolean;
  /** Clients that are connected now. */
  readonly connections: number;
  /** Subscribing publishes to everybody who observes the channel, as the server, unasked by `authorize`; emits once. */
  publish(channel: string, data: unknown, options?: HubPublishOptions): Observable<Published>;
  /** Channels that are followed now, because somebody observes them. */
  readonly channels: number;
  /** The numbers: now, and every `metricsInterval` ms. Cold: each subscription has a timer of its own. */
  readonly metrics$: Observable<HubMetrics>;
  readonly metrics: {
    /** The numbers as they are now. */
    snapshot(): HubMetrics;
  };
  /** From each publish to the broker's answer, in ms. Hot. */
  readonly publishDuration$: Observable<number>;
}

/**
 * Serves clients over any connections of text, and speaks the protocol with them: subscribe, recover, publish.
 *
 * ```text
 * connections     a----b---------
 * a: subscribe    --s------------
 * b: publish      --------p------
 * a.send          w-S-----P------     w: welcome  S: subscribed  P: the publication
 * b.send               w--A------     A: ack
 * ```
 *
 * Per channel and within the history of the broker, nothing is lost, doubled or reordered, whatever happens to the links;
 * where that cannot be kept, the client is told. What one turn brings to a client leaves in one write.
 *
 * Nothing is allowed unless `authorize` says so. What goes wrong with one client, or in a callback of yours, is told in
 * the events and harms no other client.
 *
 * Errors: `serve` passes on those of its source; no client's. `publish` those of the broker, and a `TypeError` for a type that
 * is no line of text. `RangeError` at construction for limits, `TypeError` for a
 * missing broker. Finalization: unsubscribing closes the clients with 4200, after which they reconnect and resume. When
 * all have left, no channel, timer or subscription at the broker remains.
 *
 * @example
 * ```ts
 * import { fromWebSocketServer, hub, memoryBroker } from 'rxwire/server';
 *
 * const rooms = hub({
 *   broker: memoryBroker(),
 *   authenticate: ({ request }) => ({ user: userOf(request?.headers.cookie) }),
 *   authorize: ({ action, channel }) => action !== 'publish' || channel.startsWith('room:'),
 * });
 *
 * fromWebSocketServer({ port: 8080 })
 *   .pipe(rooms.serve())
 *   .subscribe((event) => console.log(event.type, event.connection));
 * rooms.publish('news', { headline: 'open' }).subscribe();
 *
 * function userOf(cookie = ''): string {
 *   return /user=(\w+)/.exec(cookie)?.[1] ?? '';
 * }
 * ```
 */
export function hub<I extends Identity = Identity>(config: HubConfig<I>): Hub {
  const core = hubCore(config);
  const { broker, newId, timestamp, counts } = core;
  const { metricsInterval = 1_000 } = config;
  checkDuration('metricsInterval', metricsInterval, 1);
  const accept = (connection: ClientConnection): Observable<HubEvent> =>
    acceptClient(core, connection).pipe(tap(counts.observe));
  const snapshot = (): HubMetrics => hubMetrics(core);

  return {
    serve: () => mergeMap(accept),
    accept,
    publish: (channel, data, { type = 'publication', id = newId(), ...options } = {}) =>
      defer(() => {
        checkSingleLine('type', type);
        if (type === '') throw new TypeError('type cannot be empty');
        const change = core.keyChangeOf(channel, data);
        const published = change === undefined ? data : change.data;
        const body = JSON.stringify({ type, id, timestamp: timestamp(), channel, data: published });
        return counts.publishing(
          broker.publish(channel, body, { ...options, ...(change && { key: change.key }), id: `s:${id}` }),
        );
      }),
    handler: (config = {}) => httpHandler(core, config),
    drain: (drainConfig = {}) => drainHub(core, drainConfig),
    metrics$: interval(metricsInterval).pipe(startWith(0), map(snapshot)),
    metrics: { snapshot },
    publishDuration$: counts.publishDuration$,
    get isReady() {
      return !core.isDraining && broker.isReady !== false;
    },
    get connections() {
      return core.sessions.size;
    },
    get channels() {
      return core.feeds.size;
    },
  };
}
