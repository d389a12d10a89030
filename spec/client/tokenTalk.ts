import { concatMap, map, mergeMap, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { tokenAuth } from 'rxwire';
import type { Connection, TokenAuthConfig, TokenContext } from 'rxwire';

export type Message = {
  readonly type: string;
  readonly id?: string;
  readonly data?: Readonly<Record<string, unknown>>;
};
export const system = (data: Readonly<Record<string, unknown>>, id?: string): Message => ({
  type: 'systemMessage',
  ...(id !== undefined && { id }),
  data,
});
export const expired = system({ action: 'unsubscribed', channel: 'a', code: 'EXPIRED', resubscribe: false });
export const late: Message = { type: 'error', id: 'm1', data: { code: 'EXPIRED', retryable: false } };

/** Tokens t0, t1 …, and why each was asked for. */
export const tokens = (config: Partial<TokenAuthConfig> = {}) => {
  const asked: string[] = [];
  const auth = tokenAuth({
    token: ({ reason }: TokenContext) => of(`t${asked.push(reason) - 1}`),
    ...config,
  });
  return { asked, auth };
};
/** A peer that says yes to every token, for so long. */
export const saysYes =
  (expiresIn?: number) =>
  (received$: Observable<unknown>): Observable<Message> =>
    received$.pipe(
      concatMap((message) =>
        of(
          system(
            { action: 'authenticated', ...(expiresIn !== undefined && { expiresIn }) },
            (message as Message).id,
          ),
        ),
      ),
    );
export const tokensOf = (sent$: Observable<object>): Observable<unknown> =>
  sent$.pipe(map((message) => (message as Message).data?.['token']));
export const told = (connections$: Observable<Connection<Message, object>>): Observable<unknown> =>
  connections$.pipe(
    mergeMap(({ incoming$ }) => incoming$),
    map(({ type, data }) => data?.['resubscribe'] ?? data?.['retryable'] ?? type),
  );
