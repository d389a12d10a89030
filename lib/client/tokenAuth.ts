import { asyncScheduler, defer, finalize, map, mergeMap, of, retry, share, tap } from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import { checkOneOf } from '../core/checkOneOf.js';
import type { Connection } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { provide } from '../core/Provider.js';
import { handshakeGate } from '../operators/handshakeGate.js';
import { authenticate, lifeOf } from './authenticate.js';
import type { HubWords } from './authenticate.js';
import { renewInBand } from './renewInBand.js';
import type { TokenAuth, TokenAuthConfig, TokenContext } from './TokenAuthConfig.js';

const hello = 'authenticate';

/**
 * Tells a hub who the client is, and goes on doing so: at each connection, when it is refused, and before what was granted ends.
 *
 * ```text
 * connection          c--------------------------
 * token asked for     t---------t-------t--------     at the opening, before expiresIn is over, at EXPIRED
 * sent                a---------a-------a--------     authenticate
 * admit               --c------------------------
 * c.incoming$           --m--m----m---m---E--m---     E: what was closed with EXPIRED, told once it can be resumed
 * ```
 *
 * A refusal (401, 4001, a shut gate) is worth one attempt with a new token. Where that is refused too, before `minUptime`, that
 * is the end: kind `gate`, reason `rejected`. Within `minUptime` of a renewal an `EXPIRED` is passed on as it is, and nothing is
 * renewed however soon the new identity ends, so that nothing goes round.
 *
 * Errors: kind `provider` where the token cannot be had, `gate`. Finalization: its timer ends with the connection.
 *
 * @example
 * ```ts
 * import { realtimeClient, tokenAuth } from 'rxwire';
 * import { messages } from 'rxwire/messages';
 *
 * const client = realtimeClient({
 *   url: 'wss://example.org/realtime',
 *   codec: messages,
 *   auth: tokenAuth({ token: async () => (await fetch('/token')).text() }),
 * });
 * ```
 */
export function tokenAuth(config: TokenAuthConfig): TokenAuth {
  const { token, by = 'message', minUptime = 5_000, renewBefore = 10_000, timeout = 10_000 } = config;
  checkOneOf('by', by, ['message', 'headers']);
  checkDuration('minUptime', minUptime);
  checkDuration('renewBefore', renewBefore);
  checkDuration('timeout', timeout, 1);
  if (token === undefined || token === null)
    throw new TypeError(`token must be a provider; got ${String(token)}`);

  const now = (): number => asyncScheduler.now();
  let known: string | undefined;
  let asking$: Observable<string> | undefined;
  /** Of the next dial. */
  let reason: TokenContext['reason'] = 'connect';
  /** The last refusal was answered with a new token, which has not yet proved itself. */
  let wasRefused = false;
  let openedAt: number | undefined;

  const ask = (why: TokenContext['reason']): Observable<string> =>
    defer(
      () =>
        (asking$ ??= provide('token', token, { reason: why }).pipe(
          map((value) => {
            if (typeof value !== 'string') throw notText(value);
            return (known = value);
          }),
          finalize(() => (asking$ = undefined)),
          share(),
        )),
    );
  const askToDial = (): Observable<string> => {
    const why = reason;
    return ask(why).pipe(tap(() => (reason = 'connect')));
  };
  const redial = (why: TokenContext['reason']): void => {
    reason = why;
  };
  const settle = (): void => {
    if (openedAt !== undefined && now() - openedAt >= minUptime) wasRefused = false;
  };

  const admit = <C extends Connection<unknown, never>>(source$: Observable<C>): Observable<C> =>
    defer(() => {
      let life: number | undefined;
      openedAt = known = undefined;
      const gated$ =
        by === 'headers'
          ? source$
          : source$.pipe(
              handshakeGate<Connection<unknown, never>>({
                timeout,
                hello: (() => askToDial().pipe(map((value) => authenticate(hello, value)))) as never,
                answer: (message) => {
                  const { id, data } = (message ?? {}) as HubWords;
                  if (id !== hello) return undefined;
                  if (data?.action === 'authenticated') {
                    life = lifeOf(data.expiresIn);
                    return true;
                  }
                  return isRefusalCode(data?.code) ? false : undefined;
                },
              }) as never as MonoTypeOperatorFunction<C>,
            );
      return gated$.pipe(
        tap(() => (openedAt = now())),
        mergeMap((connection) =>
          renewInBand(connection, {
            life,
            openedAt: openedAt ?? 0,
            by,
            minUptime,
            renewBefore,
            timeout,
            ask,
            redial,
          }),
        ),
        finalize(settle),
      );
    }).pipe(
      retry({
        delay: (error: unknown) => {
          if (!isRefusal(error)) throw error;
          settle();
          if (wasRefused) {
            wasRefused = false;
            throw new ConnectionError('gate', 'the new token was refused too', { reason: 'rejected' }, error);
          }
          wasRefused = true;
          if (reason === 'connect') reason = 'refused';
          return of(0);
        },
      }),
    );

  return {
    headers$: defer(() => (known === undefined ? askToDial() : of(known))).pipe(
      map((value) => ({ authorization: `Bearer ${value}` })),
    ),
    admit: () => admit,
  };
}

function isRefusalCode(code: unknown): boolean {
  return code === 'UNAUTHORIZED' || code === 'EXPIRED' || code === 'FORBIDDEN' || code === 'BAD_REQUEST';
}

function isRefusal(error: unknown): boolean {
  const { kind, status, code, reason } = error as Partial<
    Record<'kind' | 'status' | 'code' | 'reason', unknown>
  >;
  return (
    error instanceof ConnectionError &&
    ((kind === 'handshake' && status === 401) ||
      (kind === 'closed' && code === 4001) ||
      (kind === 'gate' && reason === 'rejected'))
  );
}

function notText(value: unknown): TypeError {
  return new TypeError(`a token must be text; got ${typeof value}`);
}
