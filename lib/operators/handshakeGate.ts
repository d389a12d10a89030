import {
  EMPTY,
  Subject,
  asapScheduler,
  endWith,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  switchMap,
  take,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';
import type { Connection, IncomingOf, OutgoingOf } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { incomingFrames } from '../core/incomingFrames.js';
import { provide } from '../core/Provider.js';
import type { Provider } from '../core/Provider.js';
import { sendIfOpen } from '../core/sendIfOpen.js';

export interface HandshakeGateConfig<C, In, Out> {
  /** The message that asks to be let in: a value, promise or observable, or a function of the connection. */
  readonly hello?: Provider<Out, C>;
  /** Whether a message is the answer: `true` opens the gate, `false` is a refusal, `undefined` is something else. */
  readonly answer: (message: In) => boolean | undefined;
  /** How long the answer may take, in ms, the provider of `hello` included. @defaultValue 10_000 */
  readonly timeout?: number;
  /** Other messages that may arrive before the answer; they are kept for whoever reads first. @defaultValue 100 */
  readonly capacity?: number;
}

/**
 * Lets a connection through only when the peer has let us in: sends an authentication message and awaits its answer.
 *
 * ```text
 * source$             c--------------
 * sent                h
 * c.incoming$         --w--y-a-b-----     w: something else   y: the answer
 * handshakeGate(…)    -----d---------
 * d.incoming$              w-a-b-----     the answer is not passed on
 * ```
 *
 * So subscriptions and queued messages, which wait for the connection, go after it. A new connection asks `hello` anew.
 * A peer that opens the gate unasked is not asked.
 *
 * Errors: kind `gate`, with reason `rejected` (cannot heal), `timeout`, or `flooded` when more than `capacity` messages
 * came first; kind `provider` when `hello` fails. Finalization: the timer ends with the gate's opening or the link.
 *
 * @example
 * ```ts
 * import { fromWebSocket, handshakeGate } from 'rxwire';
 *
 * const connection$ = fromWebSocket({ url: 'wss://example.org' }).pipe(
 *   handshakeGate({
 *     hello: async () => JSON.stringify({ token: await freshToken() }),
 *     answer: (text) => (text === 'welcome' ? true : text === 'go away' ? false : undefined),
 *   }),
 * );
 *
 * async function freshToken(): Promise<string> {
 *   return (await fetch('/token')).text();
 * }
 * ```
 */
export function handshakeGate<C extends Connection<unknown, never>>(
  config: HandshakeGateConfig<C, IncomingOf<C>, OutgoingOf<C>>,
): MonoTypeOperatorFunction<C> {
  type In = IncomingOf<C>;
  type Out = OutgoingOf<C>;
  const { hello, answer, timeout = 10_000, capacity = 100 } = config;
  checkDuration('timeout', timeout, 1);
  checkNumber('capacity', capacity);

  const shut = (reason: 'timeout' | 'rejected' | 'flooded', message: string): never => {
    throw new ConnectionError('gate', `handshake gate: ${message}`, { reason });
  };

  return mergeMap((connection: C) => {
    const frames = incomingFrames<In>();
    const opened$ = new Subject<0>();
    let open = false;

    const route = (message: In): void => {
      if (open) return frames.next(message);
      const verdict = answer(message);
      if (verdict === true) {
        open = true;
        opened$.next(0);
        opened$.complete();
      } else if (verdict === false) {
        shut('rejected', 'the peer refused');
      } else if (frames.held() < capacity) {
        frames.next(message);
      } else {
        shut('flooded', `more than ${capacity} messages before the answer`);
      }
    };
    const untilDecided = takeUntil<unknown>(opened$.pipe(endWith(0)));
    const routed$ = (connection.incoming$ as Observable<In>).pipe(
      map(route),
      finalize(() => {
        frames.complete();
        opened$.complete();
      }),
    );
    const late$ = timer(timeout).pipe(map(() => shut('timeout', `no answer within ${timeout} ms`)));
    const settled$ = opened$.pipe(
      switchMap(() => timer(0, asapScheduler)),
      tap(() => frames.release()),
    );
    const asked$ =
      hello === undefined
        ? EMPTY
        : provide<Out, C>('hello', hello, connection).pipe(
            tap((message) => sendIfOpen<Out>(connection, message)),
          );
    const gated: C = {
      ...connection,
      incoming$: frames.incoming$,
      activity$: connection.activity$ ?? connection.incoming$,
    };
    return merge(
      opened$.pipe(
        take(1),
        map(() => gated),
      ),
      // Who listens comes before who asks: a peer may answer at once.
      merge(settled$, late$.pipe(untilDecided), routed$, asked$.pipe(untilDecided)).pipe(ignoreElements()),
    );
  });
}
