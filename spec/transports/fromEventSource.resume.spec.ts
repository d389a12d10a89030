import { NEVER, Subject, map, mergeMap, of, retry, startWith, switchMap, tap, timer } from 'rxjs';
import type { MonoTypeOperatorFunction } from 'rxjs';
import {
  constant,
  fromEventSource,
  heartbeat,
  honorRetryAfter,
  realtimeClient,
  reconnect,
  retryWithBackoff,
  whileConnected,
} from 'rxwire';
import type { Codec, EventSourceConnection, ServerSentEvent } from 'rxwire';
import { eventStreamFetch } from '../support/eventStreamFetch.js';
import { facts, failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

const url = 'http://a/';
const q = 'GET http://a/';
const x = 'abort';
/** Events whose ID is their data. */
const chunks = Object.fromEntries([...'123456789'].map((id) => [id, `id: ${id}\ndata: ${id}\n\n`]));
const data = mergeMap(({ incoming$ }: EventSourceConnection) => incoming$.pipe(map((event) => event.data)));
const numbers: Codec<number, never, never> = {
  decode: (event) => ({ _tag: 'Right', right: Number((event as ServerSentEvent).data) }),
  encode: (message) => message,
};

describe('fromEventSource, subscribed to again', () => {
  it.each<[string, MonoTypeOperatorFunction<string>]>([
    ['retry', retry({ delay: () => timer(1) })],
    ['retryWithBackoff', retryWithBackoff(constant(1))],
  ])('goes on from the last ID under %s', (_, operator) => {
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch(['o-1-2#', '--o3#', '---#', 'o4'], chunks);
      const unsubscribed = '^-----------------!';

      const data$ = fromEventSource({ url, fetch }).pipe(data, operator);

      expectObservable(data$, unsubscribed).toBe('--1-2----3------4');
      expectObservable(calls$).toBe('q-----r----s---t--x', {
        q,
        x,
        r: `${q} #2`,
        s: `${q} #3`,
        t: `${q} #3`,
      });
    })();
  });

  it(
    'goes on under reconnect, and the states tell the story',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch(['o-1#', 'o-2|', 'o'], chunks);
      const unsubscribed = '^---------!';
      const states$ = fromEventSource({ url, fetch }).pipe(reconnect(constant(1)));

      const told$ = states$.pipe(
        mergeMap((state) => (state.status === 'connected' ? of(`on ${state.connection.resumedFrom}`) : [])),
      );

      expectObservable(told$, unsubscribed).toBe('a---b---c', { a: 'on ', b: 'on 1', c: 'on 2' });
      expectObservable(calls$).toBe('             q---r---s-x', { q, x, r: `${q} #1`, s: `${q} #2` });
    }),
  );

  it(
    'goes on after the death that heartbeat finds, where comments and unfinished events count as life',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch(['o-1--k--h------', 'o'], { ...chunks, k: ':\n', h: 'da' });
      const pulse = heartbeat<EventSourceConnection>({ interval: 3, timeout: 1 });
      const unsubscribed = '^--------------!';

      const ids$ = fromEventSource({ url, fetch }).pipe(
        pulse,
        reconnect(constant(1)),
        whileConnected(({ resumedFrom }) => of(resumedFrom)),
      );

      expectObservable(ids$, unsubscribed).toBe('a------------b', { a: '', b: '1' });
      expectObservable(calls$).toBe('q-----------xr-x', { q, x, r: `${q} #1` });
    }),
  );

  it(
    'goes on under a client, through a cut, a disconnect and a connect, with a codec',
    marbles(({ scheduler, expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch(['o-1#', 'o-2', 'o-3'], chunks);
      const client = realtimeClient({
        transport: fromEventSource({ url, fetch }),
        codec: numbers,
        policy: constant(1),
        lazy: false,
      });

      scheduler.schedule(client.connect, 0);
      scheduler.schedule(client.disconnect, 7);
      scheduler.schedule(client.connect, 9);
      scheduler.schedule(client.dispose, 13);

      expectObservable(client.messages$).toBe('--1---2----3-|', { 1: 1, 2: 2, 3: 3 });
      expectObservable(calls$).toBe('q---r--x-s---x', { q, x, r: `${q} #1`, s: `${q} #2` });
    }),
  );

  it(
    'goes on from an ID that came without an event, and forgets one that the server takes back',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch(['o-i---#', 'o-e---#', 'o'], {
        i: 'id: 5\n\n',
        e: 'id\n\n',
      });

      const connection$ = fromEventSource({ url, fetch }).pipe(
        switchMap(() => NEVER),
        retry(2),
      );

      expectObservable(connection$, '^---------------!').toBe('');
      expectObservable(calls$).toBe('q-----r-----q---x', { q, x, r: `${q} #5` });
    }),
  );

  it(
    'has noted the ID when the event is handed over: who subscribes again inside the handler neither repeats nor skips',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch(['o-a', '----o-3'], {
        ...chunks,
        a: `${chunks[1]}${chunks[2]}`,
      });
      const again$ = new Subject<void>();

      const data$ = again$.pipe(
        startWith(0),
        switchMap(() => fromSource$),
        tap((id) => {
          if (id === '1') again$.next();
        }),
      );
      const fromSource$ = fromEventSource({ url, fetch }).pipe(data);

      expectObservable(data$, '^--------!').toBe('--1-----3');
      expectObservable(calls$).toBe('q-(xr)---x', { q, x, r: `${q} #1` });
    }),
  );

  it(
    'is given the cursor of the attempt that ended last, and a new one beside a live attempt',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch(['o-2--------', 'o-3-#', 'o-4'], chunks);
      const connection$ = fromEventSource({ url, fetch, lastEventId: '1' });

      expectObservable(connection$.pipe(data), '^--------------!').toBe('--2');
      expectObservable(connection$.pipe(data, retry(1)), '---^-----------!').toBe('-----3---4');
      expectObservable(calls$).toBe('q--q---s-------(xx)', { q: `${q} #1`, x, s: `${q} #3` });
    }),
  );

  it(
    'begins at lastEventId, which events have until the stream names another',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch('o-a-1', chunks);

      const seen$ = fromEventSource({ url, fetch, lastEventId: 'ä0' }).pipe(
        mergeMap(({ resumedFrom, incoming$, lastEventId }) =>
          incoming$.pipe(map((event) => [resumedFrom, event.lastEventId, lastEventId()])),
        ),
      );

      expectObservable(seen$, '^----!').toBe('--a-b', { a: ['ä0', 'ä0', 'ä0'], b: ['ä0', '1', '1'] });
      expectObservable(calls$).toBe('q----x', { q: `${q} #\xc3\xa40`, x });
    }),
  );

  it(
    'ends for good when the server named an ID that no header can hold',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch('o-b#', { b: 'id: \x7f\ndata: b\n\n' });

      const statuses$ = fromEventSource({ url, fetch }).pipe(
        reconnect(constant(1)),
        mergeMap((state) =>
          'cause' in state ? of({ status: state.status, ...(facts(state.cause) as object) }) : [],
        ),
      );

      expectObservable(statuses$).toBe('---w(d|)', {
        w: { status: 'waiting', kind: 'closed', code: 1006, reason: '', wasClean: false },
        d: { status: 'disconnected', kind: 'protocol', code: 1002 },
      });
      expectObservable(calls$).toBe('q', { q });
    }),
  );
});

describe('the reconnection time that the server names', () => {
  const named = { r: 'retry: 5\n' };

  it(
    'is the retryAfter of every end that follows, and moves the base of a policy that honours it',
    marbles(({ expectObservable }) => {
      const { fetch, calls$ } = eventStreamFetch(['or-#', '#', 'o'], named);
      const policy = honorRetryAfter()(constant(2));

      const waits$ = fromEventSource({ url, fetch }).pipe(
        reconnect(policy),
        mergeMap((state) =>
          state.status === 'waiting' ? of([state.delay, state.cause.kind, state.cause.retryAfter]) : [],
        ),
      );

      expectObservable(waits$, '^-----------------!').toBe('---a------b', {
        a: [7, 'closed', 5],
        b: [7, 'unreachable', 5],
      });
      expectObservable(calls$).toBe('q---------q------qx', { q, x });
    }),
  );

  it(
    'gives way to the Retry-After of a refusal',
    marbles(({ expectObservable }) => {
      const { fetch } = eventStreamFetch(['or#', 'b'], {
        ...named,
        b: { status: 503, headers: { 'retry-after': '60' } },
      });

      const connection$ = fromEventSource({ url, fetch }).pipe(
        switchMap(() => NEVER),
        retry(1),
        failingWithFacts(),
      );

      expectObservable(connection$).toBe('--#', undefined, {
        kind: 'handshake',
        status: 503,
        headers: { 'retry-after': '60' },
        retryAfter: 60_000,
      });
    }),
  );
});
