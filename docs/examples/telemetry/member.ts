import { Subject, from, mergeMap, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { dataSync, fromHubEvents, fromWebSocket, realtimeClient } from 'rxwire/node';
import type { ChannelEvent, Connection, WebSocketOutgoing } from 'rxwire/node';
import { linkPace, pings } from './linkPace.js';
import { channels, registry } from './registry.js';

export type Transport = 'websocket' | 'sse';

/** One client in the channels. */
export type Member = ReturnType<typeof member>;

/**
 * The same client and the same channels whatever the transport: what differs is where it dials and how its link is known to
 * be alive. `pace` divides all times.
 */
export function member(transport: Transport, port: number, pace: number) {
  const link = linkPace(pace, 3_000);
  const client = realtimeClient({
    transport: dial[transport](`127.0.0.1:${port}`),
    codec: registry,
    ...link,
    heartbeat: {
      ...link.heartbeat,
      // An event stream is watched without pings: what is published on it is life.
      ...(transport === 'websocket' && pings),
    },
    outbox: { capacity: 1_000 },
  });
  const sync = dataSync(client, { requestTimeout: 30_000 });
  const events$ = new Subject<ChannelEvent>();

  return {
    transport,
    client,
    sync,
    /** What the channels tell, all of them. Hot: see `listen`. */
    events$: events$.asObservable(),
    /** Connects, and observes the channels, while subscribed. */
    listen: (): Observable<ChannelEvent> =>
      from(channels).pipe(
        mergeMap((channel) => sync.channel(channel)),
        tap(events$),
      ),
  };
}

const dial: Record<Transport, (host: string) => Observable<Connection<unknown, WebSocketOutgoing>>> = {
  websocket: (host) => fromWebSocket({ url: `ws://${host}/realtime` }),
  sse: (host) => fromHubEvents({ url: `http://${host}/events`, publishUrl: `http://${host}/publish` }),
};
