import { either } from 'fp-ts';
import { NEVER, Subject, filter, map, merge, pairwise, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { constant, realtimeClient } from 'rxwire';
import type {
  Codec,
  Connection,
  LifecycleStatus,
  RealtimeClient,
  RealtimeClientConfig,
  RealtimeClientOptions,
  RealtimeMetrics,
} from 'rxwire';
import type { MarbleHelpers } from 'rxwire/testing';

/** The only steps a state may take. */
export const legalSteps: Readonly<Record<LifecycleStatus, readonly LifecycleStatus[]>> = {
  disconnected: ['connecting'],
  connecting: ['connected', 'waiting', 'disconnected'],
  connected: ['waiting', 'disconnected'],
  waiting: ['connecting', 'disconnected'],
};

export function isLegal(from: LifecycleStatus, to: LifecycleStatus): boolean {
  return legalSteps[from].includes(to);
}

export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** Whether every message that was given is accounted for. */
export function conserves({ enqueued, sent, dropped, queued }: RealtimeMetrics): boolean {
  return enqueued === sent + sum(dropped) + queued;
}

/** Text as it is, but `!` does not decode, and `?` neither encodes. */
export const textCodec: Codec<string, string, string, string> = {
  decode: (input) =>
    typeof input === 'string' && !input.startsWith('!') ? either.right(input) : either.left('begins with !'),
  encode: (text) => {
    if (text.startsWith('?')) throw new TypeError('cannot be encoded');
    return text;
  },
};

export type TextClient = RealtimeClient<string, string, string>;
export type TextClientConfig = Partial<RealtimeClientOptions<string, string, string>> &
  Pick<Extract<RealtimeClientConfig<string, string, string>, { transport: unknown }>, 'transport'>;

/** A client that speaks text and waits 3 ms before each retry, unless told otherwise. */
export function textClient(config: TextClientConfig): TextClient {
  return realtimeClient<string, string, string>({ codec: textCodec, policy: constant(3), ...config });
}

/** A `textClient` of which every step is expected to be legal, and every message accounted for at every step. */
export function lawfulClient(
  { expectObservable }: Pick<MarbleHelpers, 'expectObservable'>,
  config: TextClientConfig,
): TextClient {
  const client = textClient(config);
  expectObservable(violations(client)).toBe('');
  return client;
}

function violations(client: TextClient): Observable<string> {
  const illegal$ = client.state$.pipe(
    pairwise(),
    filter(([from, to]) => !isLegal(from.status, to.status)),
    map(([from, to]) => `${from.status} to ${to.status}`),
  );
  const lossy$ = merge(client.state$, client.invalid$).pipe(
    map(() => client.metrics.snapshot()),
    filter((metrics) => !conserves(metrics)),
    map((metrics) => JSON.stringify(metrics)),
  );
  return merge(illegal$, lossy$, NEVER);
}

/**
 * The states of a client as marbles: `d` disconnected, `x` disconnected with a cause, `i` connecting, `c` connected,
 * `w` waiting.
 */
export function drawnStates(client: Pick<TextClient, 'state$'>): Observable<string> {
  return client.state$.pipe(map(letterOf));
}

function letterOf(state: { readonly status: LifecycleStatus; readonly cause?: unknown }): string {
  if (state.status === 'disconnected') return state.cause === undefined ? 'd' : 'x';
  return { connecting: 'i', connected: 'c', waiting: 'w' }[state.status];
}

/** Links whose peer answers within the very call of `send`. */
export function echoing(
  transport$: Observable<Connection<string, string>>,
  echo: (text: string) => string,
): Observable<Connection<string, string>> {
  return transport$.pipe(
    map((connection) => {
      const echoes$ = new Subject<string>();
      const end = () => echoes$.complete();
      return {
        ...connection,
        incoming$: merge(connection.incoming$.pipe(tap({ complete: end })), echoes$),
        send: (text) => {
          connection.send(text);
          echoes$.next(echo(text));
        },
      };
    }),
  );
}
