import { Subscription, takeUntil, timer } from 'rxjs';
import type { Connection } from '../core/Connection.js';
import { sendIfOpen } from '../core/sendIfOpen.js';
import { rota } from './rota.js';

/** A client whose connection may have pings of the WebSocket protocol. */
export interface Watched {
  readonly connection: Connection<unknown, string> & { readonly ping?: (payload?: string) => void };
  /** It was pinged, and has shown no sign of life in time. */
  onSilence(): void;
}

/** Watches over many clients. */
export interface PongWatch {
  add(client: Watched): void;
  delete(client: Watched): void;
}

/**
 * Pings clients, where their connections can, and tells which show no sign of life. On connections without such pings it
 * is quiet: there the client pings, if anybody.
 *
 * ```text
 * pings of a client     ^-----p-----p-----
 * signs of life         --x----x----------
 * onSilence             ----------------x        pingInterval: 6, pongTimeout: 4
 * ```
 *
 * Not by `heartbeat`, which measures round trips as well: between two pings a client has no timer and no subscription of
 * its own, and a hub has thousands.
 */
export function watchPongs({
  pingInterval,
  pongTimeout,
}: {
  readonly pingInterval: number;
  readonly pongTimeout: number;
}): PongWatch {
  /** Of clients that were pinged and have shown no sign of life since. */
  const waits = new Map<Watched, Subscription>();
  let count = 0;

  const clients = rota<Watched>(pingInterval, (client) => {
    const { connection } = client;
    if (waits.has(client)) return;
    const wait = new Subscription(() => waits.delete(client));
    waits.set(client, wait);
    wait.add(
      timer(pongTimeout)
        .pipe(takeUntil(connection.activity$ ?? connection.incoming$))
        .subscribe({ next: () => client.onSilence(), complete: () => wait.unsubscribe() }),
    );
    count += 1;
    try {
      sendIfOpen<string>(
        { ...connection, send: connection.ping as (payload: string) => void },
        String(count),
      );
    } catch {
      // Who cannot be pinged is not there.
      client.onSilence();
    }
  });

  return {
    add: (client) => {
      if (client.connection.ping !== undefined) clients.add(client);
    },
    delete: (client) => {
      clients.delete(client);
      waits.get(client)?.unsubscribe();
    },
  };
}
