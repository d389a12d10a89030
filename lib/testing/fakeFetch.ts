import { ReplaySubject, Subscription, asyncScheduler } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { fakeBody } from './fakeBody.js';
import { checkDiagram, diagramOf, listOfDiagrams, playDiagram } from './playDiagram.js';
import { promptly } from './promptly.js';
import { requestOf } from './requestOf.js';
import type { AskedRequest } from './requestOf.js';

/** The head of a response. */
export interface FakeResponse {
  /** @defaultValue 200 */
  readonly status?: number;
  /** @defaultValue none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where it came from after redirects. @defaultValue the URL that was asked for */
  readonly url?: string;
}

/** What a request asked for, and how it goes. */
export interface FakeRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
  /** All that it was asked with, as it was: `credentials`, `redirect`, `signal`. */
  readonly init: RequestInit;
  /** Chunks that have come and that nobody has read: it stays low in code that pulls, and 0 in code that keeps up. */
  readonly unread: number;
}

export interface FakeFetchConfig {
  /**
   * What the marks stand for: a chunk (text as UTF-8, or bytes), or the head of a response.
   * @defaultValue the characters themselves, as chunks; `o`: a head with status 200
   */
  readonly values?: Readonly<Record<string, string | Uint8Array | FakeResponse>>;
  /** Whose time it is. @defaultValue asyncScheduler: virtual within `marbles` and `TestScheduler.run`, else real */
  readonly scheduler?: SchedulerLike;
}

export interface FakeFetch {
  readonly fetch: typeof globalThis.fetch;
  readonly requests: readonly FakeRequest[];
  /** All that was done, in words: `GET http://a/`, `abort`, `cancel`. Replays, never completes. */
  readonly calls$: Observable<string>;
}

/**
 * A fetch whose responses are drawn, for any code that takes one.
 *
 * ```text
 * '--o-a-b|'   the head after 2 ms, two chunks of the body, and its end
 * '--#'        no response: TypeError
 * 'o-a-#'      a body that breaks
 * '-x|', x: { status: 503, headers: { 'retry-after': '2' } }    a refusal
 * '-o', o: { url: 'http://b/' }                                 redirected
 * '-'          no answer
 * ```
 *
 * One diagram for each request in turn, the last one for all that follow. The body is read by pull: a chunk waits for
 * whoever asks. An `AbortSignal` rejects the request or the read with its reason.
 *
 * Promises know no virtual time. So what this `fetch`, `read`, `text` and the others return tells in the turn in which it
 * is settled, and code that goes on by `then` (or `from(fetch(…))`) is in virtual time altogether. Code that says `await`
 * goes on after the marble test is over: an expectation about it would be told of nothing. Test such code in real time,
 * outside of `marbles`, where this fetch works as well.
 *
 * Errors: `TypeError` for a diagram that cannot happen. Requests reject as the standard says: `TypeError` for a bad URL,
 * what no request may have, a broken connection, a body that is locked or was read; the signal's reason.
 * Finalization: a request that was aborted leaves no timer.
 *
 * @see https://fetch.spec.whatwg.org/
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from 'node:assert';
 * import { from, mergeMap } from 'rxjs';
 * import { fakeFetch, marbles } from 'rxwire/testing';
 *
 * const test = marbles(deepStrictEqual);
 *
 * // it('reads', reads)
 * const reads = test(({ expectObservable }) => {
 *   const { fetch } = fakeFetch('--o-a-|');
 *   const text$ = from(fetch('http://a')).pipe(mergeMap((response) => from(response.text())));
 *   expectObservable(text$).toBe('------(a|)');
 * });
 * ```
 */
export function fakeFetch(diagrams: string | readonly string[], config: FakeFetchConfig = {}): FakeFetch {
  const { values = {}, scheduler = asyncScheduler } = config;
  const meaning = (mark: string): string | Uint8Array | FakeResponse =>
    Object.hasOwn(values, mark) ? (values[mark] as string) : mark === 'o' ? {} : mark;
  const opens = (mark: string): boolean => !'|#'.includes(mark) && isHead(meaning(mark));
  const drawn = listOfDiagrams(diagrams).map((diagram) =>
    checkDiagram(diagram, { opens, needsOpening: (mark) => mark !== '#' }),
  );
  const requests: FakeRequest[] = [];
  const calls$ = new ReplaySubject<string>();

  const fetch = (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const asked = promptly<Response>();
    const script = new Subscription();
    const body = fakeBody(() => {
      calls$.next('cancel');
      script.unsubscribe();
    });
    let request: AskedRequest;
    try {
      request = requestOf(input, init);
    } catch (error) {
      asked.reject(error);
      return asked.promise;
    }
    const { url, method, headers, signal } = request;
    const turns = diagramOf(drawn, requests.length);
    requests.push({
      url,
      method,
      headers,
      body: request.body,
      init,
      get unread() {
        return body.unread;
      },
    });
    calls$.next(`${method} ${url}`);

    const over = (error: unknown): void => {
      script.unsubscribe();
      asked.reject(error);
      body.fail(error);
    };
    const abort = (): void => {
      calls$.next('abort');
      over((signal as AbortSignal).reason);
    };
    if (signal?.aborted) {
      abort();
      return asked.promise;
    }
    signal?.addEventListener('abort', abort);
    script.add(() => signal?.removeEventListener('abort', abort));
    script.add(
      playDiagram(turns, scheduler, (mark) => {
        if (mark === '#') return over(new TypeError('network error'));
        if (mark === '|') {
          script.unsubscribe();
          return body.end();
        }
        const value = meaning(mark);
        if (isHead(value)) asked.resolve(responseOf(value, url, body));
        else body.push(typeof value === 'string' ? new TextEncoder().encode(value) : value);
      }),
    );
    return asked.promise;
  };
  return { fetch: fetch as typeof globalThis.fetch, requests, calls$: calls$.asObservable() };
}

function isHead(value: string | Uint8Array | FakeResponse): value is FakeResponse {
  return typeof value === 'object' && !ArrayBuffer.isView(value);
}

function responseOf(head: FakeResponse, askedFor: string, body: ReturnType<typeof fakeBody>): Response {
  const [asked = ''] = askedFor.split('#');
  const { status = 200, headers: given, url = asked } = head;
  const headers = new Headers(given);
  const hasBody = ![204, 205, 304].includes(status);
  const bytes = (): Promise<Uint8Array<ArrayBuffer>> => {
    if (hasBody) return body.whole();
    const none = promptly<Uint8Array<ArrayBuffer>>();
    none.resolve(new Uint8Array());
    return none.promise;
  };
  const text = (): Promise<string> => bytes().then((all) => new TextDecoder().decode(all));
  return {
    status,
    ok: status >= 200 && status < 300,
    statusText: '',
    type: 'basic',
    headers,
    url,
    redirected: url !== asked,
    body: hasBody ? body.stream : null,
    get bodyUsed() {
      return hasBody && body.used;
    },
    bytes,
    text,
    json: () => text().then((json) => JSON.parse(json) as unknown),
    arrayBuffer: () => bytes().then(({ buffer }) => buffer),
    blob: () => bytes().then((all) => new Blob([all], { type: headers.get('content-type') ?? '' })),
  } as unknown as Response;
}
