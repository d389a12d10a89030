/** Type-checked from the tarball beside nothing but RxJS, in a page: there are no types of Node. */
import type { Observable } from 'rxjs';
import {
  ConnectionError,
  backoff,
  fromWebSocket,
  heartbeat,
  reconnect,
  whileConnected,
  withCodec,
  type BackoffPolicy,
  type Connection,
  type Lifecycle,
} from 'rxwire';
import { messages, type MessageOf } from 'rxwire/messages';
import { marbles } from 'rxwire/testing';

type AnyMessage = MessageOf<typeof messages>;

export const lifecycle$ = fromWebSocket({ url: () => 'wss://example.org' }).pipe(
  withCodec(messages),
  heartbeat({ interval: 30_000, timeout: 10_000 }),
  reconnect(backoff()),
);
export const message$: Observable<AnyMessage> = lifecycle$.pipe(
  whileConnected((connection) => connection.incoming$),
);

export const policy: BackoffPolicy<unknown> = backoff();

export function tell(state: Lifecycle<Connection<string, string>>): string {
  switch (state.status) {
    case 'connecting':
      return `attempt ${state.attempt}`;
    case 'connected':
      state.connection.send('hello');
      return 'connected';
    case 'waiting':
      return `${state.delay} ms because of ${state.cause.kind}`;
    case 'disconnected':
      return state.cause === undefined ? 'over' : state.cause.message;
  }
}

export function explain(error: unknown): number {
  return error instanceof ConnectionError && error.kind === 'closed' ? error.code : 0;
}

export function textOf(message: MessageOf<typeof messages, 'chat'>): string {
  return message.data.text;
}

// @ts-expect-error -- a chat message has no such member
export const wrong = (message: MessageOf<typeof messages, 'chat'>): unknown => message.data.colour;

// @ts-expect-error -- a dial needs a URL
export const undialled$ = fromWebSocket({});

export const test = marbles((actual, expected) => {
  if (actual !== expected) throw new Error('different');
});
