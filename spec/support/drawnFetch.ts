import { ReplaySubject } from 'rxjs';
import type { Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { FetchInit, FetchLike, ResponseLike } from 'rxwire';

export interface DrawnFetchConfig {
  /** What the marbles stand for: chunks of the body. @defaultValue an event with the character as its data */
  readonly chunks?: Readonly<Record<string, string | Uint8Array>>;
  /** Marbles that stand for the headers of a response. @defaultValue `o`: 200, text/event-stream */
  readonly responses?: Readonly<
    Record<string, Readonly<Record<string, string>> & { readonly status: string }>
  >;
}

export interface DrawnFetch {
  readonly fetch: FetchLike;
  /** Every request, as `GET http://a/`, with `#id` where it has a last event ID; every abort, as `abort`. */
  readonly calls$: Observable<string>;
  readonly requests: readonly FetchInit[];
}

/**
 * A fetch whose requests follow a diagram each: the first one the first, and the last one all that follow. It answers in
 * the turn of its marble, since what it returns is no promise but can be asked like one: all of it is virtual time.
 *
 * ```text
 * '--o-a-|'   headers after 2 ms, a chunk after 4, and the end of the body
 * 'o-a-#'     a body that breaks
 * '--#'       a request that fails
 * ```
 */
export function drawnFetch(
  scheduler: TestScheduler,
  diagrams: string | readonly string[],
  config: DrawnFetchConfig = {},
): DrawnFetch {
  const { chunks = {}, responses = {} } = config;
  const drawn = [diagrams].flat();
  const calls$ = new ReplaySubject<string>();
  const requests: FetchInit[] = [];

  const fetch = (url: string, init: FetchInit): PromiseLike<ResponseLike> => {
    const diagram = drawn[Math.min(requests.push(init), drawn.length) - 1] as string;
    const id = init.headers['last-event-id'];
    calls$.next(`${init.method} ${url}${id === undefined ? '' : ` #${id}`}`);

    const response = turn<ResponseLike>();
    const body = chunkQueue();
    const broken = (error: Error): void => {
      response.reject(error);
      body.fail(error);
    };
    init.signal.addEventListener('abort', () => {
      calls$.next('abort');
      broken(new DOMException('This operation was aborted', 'AbortError'));
    });
    for (const { frame, notification } of TestScheduler.parseMarbles(diagram, undefined, '#', true, true)) {
      scheduler.schedule(() => {
        if (notification.kind === 'C') return body.end();
        if (notification.kind === 'E') return broken(new TypeError('network error'));
        const mark = String(notification.value);
        const { status = '200', ...headers } = responses[mark] ?? { 'content-type': 'text/event-stream' };
        if (mark === 'o' || mark in responses) {
          response.resolve({
            status: Number(status),
            url,
            headers: new Headers(headers),
            body: { getReader: () => body.reader },
          });
        } else body.push(chunks[mark] ?? `data: ${mark}\n\n`);
      }, frame);
    }
    return response.promise;
  };
  return { fetch, calls$, requests };
}

interface Turn<T> {
  readonly promise: PromiseLike<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

/** A promise that tells in the turn in which it is settled. */
function turn<T>(): Turn<T> {
  const asked: (() => void)[] = [];
  let settled: { readonly value: T } | { readonly error: Error } | undefined;
  const settle = (outcome: typeof settled): void => {
    if (settled !== undefined) return;
    settled = outcome;
    for (const tell of asked.splice(0)) tell();
  };
  return {
    promise: {
      then: (
        done: ((value: T) => unknown) | null | undefined,
        failed?: ((error: unknown) => unknown) | null,
      ) => {
        const tell = (): void => {
          if (settled === undefined) asked.push(tell);
          else if ('value' in settled) done?.(settled.value);
          else failed?.(settled.error);
        };
        tell();
        return undefined as never;
      },
    },
    resolve: (value) => settle({ value }),
    reject: (error) => settle({ error }),
  };
}

/** A body that is written chunk by chunk, and its one reader. */
function chunkQueue() {
  type Read = { readonly done: boolean; readonly value?: Uint8Array };
  const waiting: Read[] = [];
  let reading: Turn<Read> | undefined;
  let failure: Error | undefined;

  const offer = (read: Read): void => {
    const asked = reading;
    reading = undefined;
    if (asked === undefined) waiting.push(read);
    else asked.resolve(read);
  };
  return {
    push: (chunk: string | Uint8Array) =>
      offer({ done: false, value: typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk }),
    end: () => offer({ done: true }),
    fail: (error: Error) => {
      failure = error;
      reading?.reject(error);
    },
    reader: {
      read: () => {
        const asked = turn<Read>();
        const next = waiting.shift();
        if (next !== undefined) asked.resolve(next);
        else if (failure !== undefined) asked.reject(failure);
        else reading = asked;
        return asked.promise;
      },
      cancel: () => turn<void>().promise,
    },
  };
}
