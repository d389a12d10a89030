import { NEVER, filter, map, of, retry, throwError } from 'rxjs';
import { constant, fromEventSource, reconnect } from 'rxwire';
import type { FromEventSourceConfig } from 'rxwire';
import type { FakeRequest } from 'rxwire/testing';
import { eventStreamFetch } from '../support/eventStreamFetch.js';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

const url = 'http://a/';
const opening = map((): string => 'c');

describe('the request of fromEventSource', () => {
  it.each<[string, Partial<FromEventSourceConfig>, object]>([
    [
      'a GET that accepts event streams',
      {},
      { method: 'GET', headers: { accept: 'text/event-stream' }, redirect: 'follow', cache: 'no-store' },
    ],
    [
      'a POST where there is a body',
      { body: '{"stream":true}' },
      { method: 'POST', body: '{"stream":true}' },
    ],
    [
      'any method',
      { method: 'QUERY', body: new URLSearchParams({ a: '1' }) },
      { method: 'QUERY', body: new URLSearchParams({ a: '1' }) },
    ],
    [
      'with headers, which may take the place of its own',
      { headers: { Accept: 'a/b', 'X-Y': 'z' } },
      { headers: { accept: 'a/b', 'x-y': 'z' } },
    ],
    [
      'with the last event ID in UTF-8, whatever a header says',
      { lastEventId: '€', headers: { 'Last-Event-ID': '1' } },
      { headers: { accept: 'text/event-stream', 'last-event-id': '\xe2\x82\xac' } },
    ],
    [
      'with a last event ID among its headers, while the source has none',
      { headers: { 'Last-Event-ID': '1' } },
      { headers: { accept: 'text/event-stream', 'last-event-id': '1' } },
    ],
    [
      'without redirects and with cookies, where asked to',
      { redirect: 'error', credentials: 'include' },
      { redirect: 'error', credentials: 'include' },
    ],
  ])('is %s', (_, config, expected) => {
    marbles(({ flush }) => {
      const { fetch, requests } = eventStreamFetch('o');

      const subscription = fromEventSource({ url, fetch, ...config }).subscribe();
      flush();
      subscription.unsubscribe();

      expect(requests).toHaveLength(1);
      const { init } = requests[0] as FakeRequest;
      expect(init).toEqual(expect.objectContaining({ ...expected, signal: expect.any(AbortSignal) }));
      expect(Object.keys(init).sort()).toEqual(
        Object.keys({ method: 0, headers: 0, redirect: 0, cache: 0, signal: 0, ...expected }).sort(),
      );
    })();
  });

  it(
    'asks its providers anew at each attempt, and tells them the attempt and the last event ID',
    marbles(({ scheduler, expectObservable }) => {
      const { fetch, calls$, requests } = eventStreamFetch(['-#', 'o-i#', '-#', 'o'], { i: 'id: 5\n\n' });
      const providers: Partial<FromEventSourceConfig> = {
        headers: ({ attempt, lastEventId }) => of({ token: `${attempt}/${lastEventId}` }),
        body: ({ lastEventId }) => `since ${lastEventId}`,
      };

      const connection$ = fromEventSource({
        url: ({ attempt, lastEventId }) => `http://a/${attempt}?${lastEventId}`,
        fetch,
        ...providers,
      }).pipe(opening, retry(3));

      expectObservable(connection$, '^------!').toBe('-c---c');
      expectObservable(calls$.pipe(filter((call) => call !== 'abort'))).toBe('ab--cd', {
        a: 'POST http://a/0?',
        b: 'POST http://a/1?',
        c: 'POST http://a/0?5 #5',
        d: 'POST http://a/1?5 #5',
      });
      scheduler.schedule(() => {
        expect(requests.map(({ headers }) => headers.get('token'))).toEqual(['0/', '1/', '0/5', '1/5']);
        expect(requests.map(({ body }) => body)).toEqual(['since ', 'since ', 'since 5', 'since 5']);
      }, 8);
    }),
  );

  it.each<[string, Partial<FromEventSourceConfig>]>([
    ['url', { url: () => throwError(() => new Error('no')) }],
    ['headers', { headers: throwError(() => new Error('no')) }],
    [
      'body',
      {
        body: () => {
          throw new Error('no');
        },
      },
    ],
  ])('fails without dialling when the provider of %s does', (option, config) => {
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch('o');

      const connection$ = fromEventSource({ url, fetch, ...config }).pipe(failingWithFacts());

      expectObservable(connection$).toBe('#', undefined, { kind: 'provider', option });
      expectObservable(calls$).toBe('');
    })();
  });

  it(
    'does not wait for a provider that hangs longer than connectTimeout',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch('o');

      const connection$ = fromEventSource({ url, headers: NEVER, fetch, connectTimeout: 3 }).pipe(
        failingWithFacts(),
      );

      expectObservable(connection$).toBe('---#', undefined, { kind: 'connect-timeout', timeout: 3 });
      expectObservable(calls$).toBe('');
    }),
  );

  it(
    'goes nowhere when a provider gives headers that no request can have, and reconnect gives up',
    marbles(({ cold, expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch('o');
      const headers$ = cold('--h', { h: { authorization: 'a\nb' } });

      const status$ = fromEventSource({ url, headers: headers$, fetch }).pipe(
        reconnect(constant(1)),
        map((state) => ('cause' in state ? [state.status, state.cause?.kind] : state.status)),
      );

      expectObservable(status$).toBe('i-(d|)', { i: 'connecting', d: ['disconnected', 'unsupported'] });
      expectObservable(calls$).toBe('');
    }),
  );

  it.each<[string, Partial<FromEventSourceConfig>]>([
    ['method', { method: 'TRACE' }],
    ['headers', { headers: { 'a b': 'c' } }],
  ])('throws at construction for a %s that cannot be sent', (_, config) => {
    expect(() => fromEventSource({ url, ...config })).toThrow(/^(method must be|headers: no header)/);
  });

  it(
    'goes nowhere when a provider gives a URL that cannot be dialled',
    marbles(({ cold, expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch('o');
      const url$ = cold('--u', { u: 'ws://a' });

      const connection$ = fromEventSource({ url: url$, fetch }).pipe(failingWithFacts());

      expectObservable(connection$).toBe('--#', undefined, { kind: 'invalid-url', url: 'ws://a' });
      expectObservable(calls$).toBe('');
    }),
  );
});

describe('the response to fromEventSource', () => {
  const answered = (status: number, headers: Record<string, string> = {}) => ({ r: { status, headers } });

  it.each([
    [204, 'disconnected'],
    [401, 'disconnected'],
    [403, 'disconnected'],
    [404, 'waiting'],
    [429, 'waiting'],
    [500, 'waiting'],
    [502, 'waiting'],
    [503, 'waiting'],
  ])('of status %i is a refusal, after which reconnect is %s', (status, then) => {
    marbles(({ expectObservable }) => {
      const { fetch } = eventStreamFetch('-r', answered(status, { 'retry-after': '2', via: 'a' }));
      const details = {
        kind: 'handshake',
        status,
        headers: { 'retry-after': '2', via: 'a' },
        retryAfter: 2_000,
      };
      const source$ = fromEventSource({ url, fetch });

      const status$ = source$.pipe(
        reconnect(constant(9)),
        map((state) => state.status),
      );

      expectObservable(source$.pipe(failingWithFacts())).toBe('-#', undefined, details);
      expectObservable(status$, '^-!').toBe(then === 'waiting' ? 'iw' : 'i(d|)', {
        i: 'connecting',
        w: 'waiting',
        d: 'disconnected',
      });
    })();
  });

  it.each([
    ['text/event-stream', true],
    ['text/event-stream;charset=utf-8', true],
    ['Text/Event-Stream ; charset=x', true],
    ['text/html', false],
    ['text/event-streams', false],
    ['application/json, text/event-stream', false],
    [undefined, false],
  ])('of type %p is a stream: %p', (type, isStream) => {
    marbles(({ expectObservable }) => {
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      const { fetch } = eventStreamFetch('-r', answered(200, headers));
      const source$ = fromEventSource({ url, fetch });

      const status$ = source$.pipe(
        reconnect(constant(9)),
        map((state) => state.status),
      );

      expectObservable(status$, '^-!').toBe(isStream ? 'ic' : 'i(d|)', {
        i: 'connecting',
        c: 'connected',
        d: 'disconnected',
      });
      if (!isStream) {
        const words = `the response must be text/event-stream; it is ${type ?? 'of no type'}`;
        expectObservable(source$).toBe(
          '-#',
          undefined,
          expect.objectContaining({ kind: 'protocol', code: 1003, message: words }),
        );
      }
    })();
  });

  it(
    'tells where it came from, and its headers',
    marbles(({ expectObservable }) => {
      const { fetch } = eventStreamFetch(
        'r',
        answered(200, { 'content-type': 'text/event-stream', 'X-Request-Id': '7' }),
      );

      const told$ = fromEventSource({ url, fetch }).pipe(
        map((connection) => [connection.url, connection.headers]),
      );

      expectObservable(told$, '^-!').toBe('t', {
        t: [url, { 'content-type': 'text/event-stream', 'x-request-id': '7' }],
      });
    }),
  );

  it(
    'without a body is a stream that ends at once',
    marbles(({ expectObservable }) => {
      const response = {
        status: 200,
        url,
        headers: new Headers({ 'content-type': 'text/event-stream' }),
        body: null,
      };
      const fetch = (): PromiseLike<never> => ({ then: (done) => done?.(response as never) as never });

      const connection$ = fromEventSource({ url, fetch }).pipe(opening, failingWithFacts());

      expectObservable(connection$).toBe('(c#)', undefined, {
        kind: 'closed',
        code: 1005,
        reason: '',
        wasClean: true,
      });
    }),
  );
});
