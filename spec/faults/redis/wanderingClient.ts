import { constant, dataSync, fromHubEvents, fromWebSocket, realtimeClient } from 'rxwire/node';
import { messages } from 'rxwire/messages';

export interface WanderingClientConfig {
  /** Of the hubs that it may go to. */
  readonly ports: readonly number[];
  /** The hub that it goes to first, by index. */
  readonly home: number;
  /** Whether it goes to the next hub when its own is gone; otherwise it waits for that. */
  readonly wanders: boolean;
  readonly over: 'a WebSocket' | 'an event stream';
}

/** A client of two hubs that share their channels. */
export function wanderingClient({ ports, home, wanders, over }: WanderingClientConfig) {
  let at = home;
  const host = (): string => `127.0.0.1:${ports[at]}`;
  const client = realtimeClient({
    transport:
      over === 'a WebSocket'
        ? fromWebSocket({ url: () => `ws://${host()}/realtime` })
        : fromHubEvents({ url: () => `http://${host()}/events` }),
    codec: messages,
    policy: constant(50),
    reconnect: { minUptime: 0 },
  });
  client.state$.subscribe(({ status }) => {
    if (wanders && status === 'waiting') at = (at + 1) % ports.length;
  });
  return { sync: dataSync(client), close: () => client.dispose() };
}
