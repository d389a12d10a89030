import { catchError, defer, map, of, throwError, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import type { IncomingMessage } from 'node:http';
import { provide } from '../core/Provider.js';
import type { Provider } from '../core/Provider.js';
import { isAllowedOrigin } from './isAllowedOrigin.js';
import { Refusal } from './Refusal.js';
import type { RefusalCode } from './Refusal.js';

/** `true` lets the client in; `false` refuses with 401, a status with that. */
export type Verdict = boolean | number;

export type VerdictProvider = Extract<
  Provider<Verdict, { readonly request: IncomingMessage }>,
  (context: never) => unknown
>;

export interface JudgeUpgradeConfig {
  readonly origins: readonly string[] | '*';
  readonly verify: VerdictProvider | undefined;
  /** How long `verify` may take, in ms. */
  readonly verifyTimeout: number;
  /** Counts it. Throws a `Refusal`. */
  readonly enter: () => void;
}

/**
 * Emits once where this handshake is to be answered with 101; at once, where nobody has to be asked.
 *
 * Errors: a `Refusal` with a status: of the origin, of `enter`, of what `verify` says, in this order.
 */
export function judgeUpgrade(request: IncomingMessage, config: JudgeUpgradeConfig): Observable<unknown> {
  const { origins, verify, verifyTimeout, enter } = config;
  return defer(() => {
    if (!isAllowedOrigin(request.headers, origins)) {
      throw new Refusal('FORBIDDEN', 'pages of this origin may not connect');
    }
    enter();
    if (verify === undefined) return of(true);
    return provide('verify', verify, { request }).pipe(
      timeout({ first: verifyTimeout }),
      catchError((error: Error) =>
        throwError(() =>
          error.name === 'TimeoutError'
            ? new Refusal('TIMEOUT', 'not verified in time', null, undefined, 503)
            : new Refusal('INTERNAL', 'something went wrong', null, error),
        ),
      ),
      map((verdict) => {
        if (verdict !== true) throw refusalOf(verdict === false ? 401 : verdict);
      }),
    );
  });
}

const codes: Readonly<Record<number, RefusalCode>> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  408: 'TIMEOUT',
  429: 'LIMIT_RATE',
  503: 'UNAVAILABLE',
  504: 'TIMEOUT',
};

function refusalOf(status: number): Refusal {
  const code = codes[status] ?? (status >= 500 ? 'INTERNAL' : 'BAD_REQUEST');
  return new Refusal(code, `verify refused with ${status}`, null, undefined, status);
}
