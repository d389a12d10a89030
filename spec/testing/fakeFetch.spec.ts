import { from, map, mergeMap } from 'rxjs';
import { constant, fromEventSource, reconnect, whileConnected } from 'rxwire';
import { fakeFetch } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';

describe('fakeFetch', () => {
  it(
    'answers in virtual time, to code that goes on by then',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = fakeFetch('--o-a-|');
      const calls = '             d';
      const expected = '          ------(a|)';

      const text$ = from(fetch('http://a')).pipe(mergeMap((response) => from(response.text())));

      expectObservable(text$).toBe(expected);
      expectObservable(calls$).toBe(calls, { d: 'GET http://a/' });
    }),
  );

  it(
    'carries event streams, dial after dial, and notices that the last one is abandoned',
    marbles(({ expectObservable }) => {
      const stream = { headers: { 'content-type': 'text/event-stream' } };
      const { fetch, calls$ } = fakeFetch(['o-a-#', '-x|', 'o-b'], {
        values: { o: stream, x: { status: 503 }, a: 'id: 7\ndata: a\n\n', b: 'data: b\n\n' },
      });
      const unsubscribed = '  -----------!';
      const calls = '         d----dxd---x';
      const expected = '      --a------b';

      const data$ = fromEventSource({ url: 'http://a', fetch }).pipe(
        reconnect(constant(1)),
        whileConnected(({ incoming$ }) => incoming$),
        map(({ data }) => data),
      );

      expectObservable(data$, unsubscribed).toBe(expected);
      expectObservable(calls$).toBe(calls, { d: 'GET http://a/', x: 'abort' });
    }),
  );

  it('keeps what was asked for', () => {
    const { fetch, requests } = fakeFetch('-');

    void fetch('http://a/b', { method: 'post', headers: { 'x-a': '1' }, body: 'hi' });

    expect(requests).toMatchObject([{ url: 'http://a/b', method: 'POST', body: 'hi', unread: 0 }]);
    expect(requests[0]?.headers.get('x-a')).toBe('1');
  });

  it('keeps how it was asked', () => {
    const { fetch, requests } = fakeFetch('-');
    const init: RequestInit = { credentials: 'include', redirect: 'error' };

    void fetch('http://a', init);

    expect(requests[0]?.init).toBe(init);
  });

  it('takes a Request, and ends with its signal', () => {
    const { fetch, requests, calls$ } = fakeFetch('-');
    const controller = new AbortController();
    const { signal } = controller;
    const calls: string[] = [];
    calls$.subscribe((call) => calls.push(call));

    void fetch(new Request('http://a/b', { method: 'POST', headers: { 'x-a': '1' }, signal })).then(
      undefined,
      (error: Error) => calls.push(error.name),
    );
    controller.abort();

    expect(requests[0]?.headers.get('x-a')).toBe('1');
    expect(calls).toEqual(['POST http://a/b', 'abort', 'AbortError']);
  });

  it('rejects what cannot be asked for, and keeps no request of it', () => {
    const { fetch, requests } = fakeFetch('o|');
    const told: unknown[] = [];

    void fetch('nowhere').then(undefined, (error: unknown) => told.push(String(error)));

    expect(told).toEqual(['TypeError: Failed to parse URL from nowhere']);
    expect(requests).toEqual([]);
  });

  it(
    'gives a body once, in every shape, and nothing at once where a status has none',
    marbles(({ expectObservable }) => {
      const { fetch } = fakeFetch(['oa|', 'oa|', 'oa|', 'x'], {
        values: { o: { headers: { 'content-type': 'text/plain' } }, a: 'hi', x: { status: 204 } },
      });
      const read = (how: (response: Response) => unknown) =>
        from(fetch('http://a/#there')).pipe(
          mergeMap((response) => from(how(response) as PromiseLike<unknown>)),
        );

      expectObservable(read((response) => response.bytes())).toBe('--(b|)', { b: Uint8Array.of(104, 105) });
      expectObservable(
        read((response) => response.blob()).pipe(map((blob) => [(blob as Blob).type, (blob as Blob).size])),
      ).toBe('--(b|)', { b: ['text/plain', 2] });
      expectObservable(
        read((response) => {
          expect([response.url, response.redirected, response.bodyUsed]).toEqual(['http://a/', false, false]);
          void response.text();
          return response.text();
        }),
      ).toBe('#', undefined, new TypeError('The body is locked to a reader, or has been read'));
      expectObservable(read((response) => response.text())).toBe('(t|)', { t: '' });
    }),
  );

  it.each(['o-a|', 'o-a#', '---#'])('tells nothing of an abort of %p when it is over', (diagram) => {
    marbles(({ hot, expectObservable }) => {
      const { fetch, calls$ } = fakeFetch(diagram);
      const controller = new AbortController();
      const aborts = '    ----x';
      const calls = '     d';
      fetch('http://a', { signal: controller.signal }).then(
        ({ body }) => body?.getReader().read(),
        () => {},
      );

      hot(aborts).subscribe(() => controller.abort());

      expectObservable(calls$).toBe(calls, { d: 'GET http://a/' });
    })();
  });

  it('shows what nobody has read yet', () => {
    marbles(({ flush }) => {
      const { fetch, requests } = fakeFetch('o-abc');
      void fetch('http://a');

      flush();
      expect(requests[0]?.unread).toBe(3);
    })();
  });

  it('tells of a reader that cancels', () => {
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = fakeFetch('o-a-b-c');
      void fetch('http://a').then(({ body }) => {
        const reader = body?.getReader();
        void reader?.read().then(() => reader.cancel());
      });

      expectObservable(calls$).toBe('d-x', { d: 'GET http://a/', x: 'cancel' });
    })();
  });

  it('works in real time for code that awaits', async () => {
    const { fetch } = fakeFetch('-o-a-|', { values: { a: '{"id":1}' } });

    const response = await fetch('http://a');

    expect([response.status, response.ok, response.redirected]).toEqual([200, true, false]);
    expect(await response.json()).toEqual({ id: 1 });
    expect(response.bodyUsed).toBe(true);
  });

  it('tells a marble test nothing of code that awaits: that is no virtual time', () => {
    let seen = 0;
    marbles(({ flush }) => {
      const { fetch } = fakeFetch('o|');
      void (async () => {
        await fetch('http://a');
        seen += 1;
      })();
      flush();
      expect(seen).toBe(0);
    })();
  });

  it('leaves no timer behind when it is aborted', () => {
    marbles(({ scheduler, flush }) => {
      const { fetch } = fakeFetch('o 29s a');
      const abort = new AbortController();
      void fetch('http://a', { signal: abort.signal });
      abort.abort();

      flush();
      expect(scheduler.frame).toBe(0);
    })();
  });

  it.each([
    ['a', "'a' has a before the opening: draw an o first"],
    ['--|', "'--|' has | before the opening: draw an o first"],
  ])('refuses %p, which cannot happen', (diagram, message) => {
    expect(() => fakeFetch(diagram)).toThrow(new TypeError(message));
  });
});
