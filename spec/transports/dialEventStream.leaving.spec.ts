import {
  Subject,
  asapScheduler,
  firstValueFrom,
  fromEvent,
  map,
  mergeMap,
  retry,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { constant, fromEventSource, reconnect, whileConnected } from 'rxwire';
import type {
  BodyReaderLike,
  ConnectionError,
  EventSourceConnection,
  FetchInit,
  FetchLike,
  FromEventSourceConfig,
  ResponseLike,
} from 'rxwire';
import { fakeFetch } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';
import { recorded } from '../support/recorded.js';

const url = 'http://a/';
const o = { headers: { 'content-type': 'text/event-stream' } };
const block = 'id: 1\ndata: 1\n\nid: 2\n: bye\nretry: 7\ndata: 2\n\nid: 3\ndata: 3\n\n';
const idsOf = ({ requests }: ReturnType<typeof fakeFetch>): unknown[] =>
  requests.map(({ headers }) => headers.get('last-event-id'));
const data = mergeMap(({ incoming$ }: EventSourceConnection) => incoming$.pipe(map((event) => event.data)));
const closingAtAComment = tap(({ comment$, close }: EventSourceConnection) => {
  comment$.subscribe(() => close(4000, 'bye'));
});

const endOfTurn = (): Promise<void> => new Promise((done) => void asapScheduler.schedule(() => done()));

/** A fetch that answers when told to, whatever its signal says; `read` is what reading the body gives. */
function deafFetch(read: (init: FetchInit) => ReturnType<BodyReaderLike['read']>) {
  const asked: FetchInit[] = [];
  let cancelled = 0;
  let tell: (response: ResponseLike) => void;
  const fetch: FetchLike = (_, init) => {
    asked.push(init);
    return { then: (done) => (tell = done as typeof tell) as never };
  };
  const answer = (response: Partial<ResponseLike> | null = {}): void => {
    const init = asked.at(-1) as FetchInit;
    const cancel = (): PromiseLike<unknown> => Promise.resolve((cancelled += 1));
    const body = { getReader: () => ({ read: () => read(init), cancel }) };
    const full = { status: 200, url, headers: new Headers(o.headers), body, ...response };
    tell(response === null ? (null as never) : full);
  };
  return { fetch, asked, answer, cancelled: () => cancelled };
}

describe('dialEventStream, left in the middle of a block', () => {
  it(
    'leaves the block whose comment closes the link to the dial that reconnect makes',
    marbles(({ expectObservable, flush }) => {
      const fake = fakeFetch(['o-a', 'o-b'], { values: { o, a: block, b: 'id: 2\ndata: 2\n\n' } });

      const data$ = fromEventSource({ url, fetch: fake.fetch }).pipe(
        closingAtAComment,
        reconnect(constant(2)),
        whileConnected(({ incoming$ }) => incoming$),
        map((event) => event.data),
      );

      expectObservable(data$, '^-------!').toBe('--1---2');
      flush();
      expect(idsOf(fake)).toEqual([null, '1']);
    }),
  );

  it(
    'leaves it to one that dials in the same turn, and tells that one nothing of the rest',
    marbles(({ expectObservable, flush }) => {
      const fake = fakeFetch(['o-a', 'o-#', 'o'], { values: { o, a: block } });
      const ends: unknown[] = [];

      const data$ = fromEventSource({ url, fetch: fake.fetch }).pipe(
        closingAtAComment,
        data,
        tap({
          error: ({ code, retryAfter }: ConnectionError & { code: number }) => ends.push([code, retryAfter]),
        }),
        retry(2),
      );

      expectObservable(data$, '^-------!').toBe('--1');
      flush();
      expect(idsOf(fake)).toEqual([null, '1', '1']);
      expect(ends).toEqual([
        [4000, undefined],
        [1006, undefined],
      ]);
    }),
  );

  it('is deaf to a chunk that the very abort brings', async () => {
    const chunk = new TextEncoder().encode('id: 9\nretry: 9\ndata: 9\n\n');
    const { fetch, asked, answer } = deafFetch((init) => ({
      then: (done) =>
        init.signal.addEventListener('abort', () => done?.({ done: false, value: chunk })) as never,
    }));
    const ends: unknown[] = [];
    const source$ = fromEventSource({ url, fetch });
    const open = (): EventSourceConnection => {
      const { seen } = recorded(
        source$.pipe(tap({ error: (end: ConnectionError) => ends.push(end.retryAfter) })),
      );
      answer();
      return seen[0] as EventSourceConnection;
    };

    const connection = open();
    await endOfTurn();
    connection.close();
    open().close();

    expect(asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, undefined]);
    expect(ends).toEqual([undefined, undefined]);
  });
});

describe('dialEventStream, whose abort dials again', () => {
  it('has given its cursor back by then', () => {
    const fake = fakeFetch('oa', { values: { o, a: 'id: 7\n\n' } });
    const asked: FetchInit[] = [];
    const source$ = fromEventSource({
      url,
      fetch: (target, init) => (asked.push(init), fake.fetch(target, init)),
    });
    marbles(({ expectObservable, flush }) => {
      expectObservable(source$.pipe(map(() => 'c')), '^--!').toBe('c');
      expectObservable(
        timer(0).pipe(
          mergeMap(() => fromEvent(asked[0]?.signal as AbortSignal, 'abort')),
          mergeMap(() => source$),
          map(() => 'c'),
        ),
        '^---!',
      ).toBe('---c');
      flush();
    })();

    expect(idsOf(fake)).toEqual([null, '7']);
  });
});

describe('dialEventStream, over a fetch that rejects', () => {
  it.each([[undefined], [null], ['no'], [0]])('with %p says that nothing was reached', async (reason) => {
    const fetch: FetchLike = () => Promise.reject(reason as never);

    await expect(firstValueFrom(fromEventSource({ url, fetch }))).rejects.toMatchObject({
      kind: 'unreachable',
    });
  });
});

describe('dialEventStream, that nobody reads', () => {
  it(
    'keeps nothing for whoever comes after the turn of the opening',
    marbles(({ expectObservable }) => {
      const { fetch } = fakeFetch('o-a---b', { values: { o, a: 'data: a\n\n', b: 'data: b\n\n' } });

      const data$ = fromEventSource({ url, fetch }).pipe(
        mergeMap(({ incoming$ }) => timer(4).pipe(mergeMap(() => incoming$))),
        map((event) => event.data),
      );

      expectObservable(data$, '^-------!').toBe('------b');
    }),
  );
});

describe('dialEventStream, over a fetch that ignores its signal', () => {
  const dial = (config: Partial<FromEventSourceConfig> = {}) => {
    const deaf = deafFetch(() => ({ then: () => undefined as never }));
    const source = recorded(fromEventSource({ url, fetch: deaf.fetch, ...config }));
    return { ...deaf, source };
  };

  it('cancels the body of a response that comes when nobody waits any more', () => {
    const { source, answer, cancelled } = dial();

    source.subscription.unsubscribe();
    answer();

    expect(cancelled()).toBe(1);
    expect(source.seen).toEqual([]);
  });

  it.each([
    ['a refusal', { status: 503, headers: new Headers() }],
    ['another content type', { headers: new Headers({ 'content-type': 'text/html' }) }],
  ])('cancels the body of %s', (_, response) => {
    const { answer, cancelled } = dial();

    answer(response);

    expect(cancelled()).toBe(1);
  });

  it('cancels a body that nobody has begun to read, and one that is read', async () => {
    const unread = dial();
    const read = dial();

    unread.answer();
    unread.source.subscription.unsubscribe();
    read.answer();
    await endOfTurn();
    read.source.subscription.unsubscribe();

    expect([unread.cancelled(), read.cancelled()]).toEqual([1, 1]);
  });

  it('does not count a late answer as an opening', () => {
    const attempts: number[] = [];
    const provider = ({ attempt }: { readonly attempt: number }): string => (attempts.push(attempt), url);
    const { fetch, answer } = deafFetch(() => ({ then: () => undefined as never }));
    const source$ = fromEventSource({ url: provider, fetch });

    source$.subscribe().unsubscribe();
    answer();
    source$.subscribe().unsubscribe();

    expect(attempts).toEqual([0, 1]);
  });

  it('asks for nothing when a provider makes its subscriber leave', () => {
    const left$ = new Subject<void>();
    const { fetch, asked } = deafFetch(() => ({ then: () => undefined as never }));
    const headers = (): Record<string, string> => {
      left$.next();
      return {};
    };

    fromEventSource({ url, fetch, headers }).pipe(takeUntil(left$)).subscribe();

    expect(asked).toEqual([]);
  });

  it('takes no notice of what a late answer is', () => {
    const { source, answer } = dial();

    source.subscription.unsubscribe();

    expect(() => answer(null)).not.toThrow();
  });
});
