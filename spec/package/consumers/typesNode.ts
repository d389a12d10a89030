/** Type-checked from the tarball in Node, with the types of `ws` that its user installs: there is no DOM. */
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { NEVER, map, switchMap } from 'rxjs';
import { ConnectionError, fromWebSocket, reconnect, backoff, type Lifecycle } from 'rxwire/node';
import { memoryBroker, respondWithEvents, type Broker } from 'rxwire/server';
import { redisBroker, type RedisBroker } from 'rxwire/redis';
import { messages } from 'rxwire/messages';

export const broker: Broker = memoryBroker({ historySize: 500 });
export const shared: Broker = redisBroker({ url: 'redis://127.0.0.1', client: { name: 'hub-1' } });
export const isReady = (broker: RedisBroker): boolean => broker.isReady;

export const offset$ = broker.publish('room:1', 'hello').pipe(map(({ offset }) => offset));

export const frame$ = fromWebSocket({
  url: new URL('wss://example.org'),
  headers: { authorization: 'Bearer token' },
  options: { handshakeTimeout: 1_000 },
}).pipe(switchMap((connection) => connection.incoming$));

// @ts-expect-error -- `ws` knows no such option: its types have been found
export const unknownOption$ = fromWebSocket({ url: 'wss://example.org', options: { noSuchOption: 1 } });

export const lifecycle$ = fromWebSocket({ url: 'wss://example.org' }).pipe(reconnect(backoff()));

export const statusOf = (state: Lifecycle<unknown>): string => state.status;

export const isClosed = (error: unknown): boolean =>
  error instanceof ConnectionError && error.kind === 'closed' && error.wasClean;

export const decoded = messages.decode('{}');

export const server = createServer((request, response) => {
  respondWithEvents({ request, response, events: () => NEVER }).subscribe();
});

export const http2Server = createHttp2Server((request, response) => {
  respondWithEvents({ request, response, events: () => [{ data: 'a' }] }).subscribe();
});

createServer((request, response) => {
  // @ts-expect-error -- an event is no text
  respondWithEvents({ request, response, events: () => ['a'] }).subscribe();
});
