import { Subject, map, of, retry, takeUntil, timer } from 'rxjs';
import { ConnectionError } from 'rxwire';
import { fakeWebSocket } from 'rxwire/testing';
import { dial } from '../../lib/transports/dial.js';
import { failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

const connectTimeout = 9;

describe('dial', () => {
  it(
    'does nothing until it is subscribed to, and dials anew for each subscriber',
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket(['--o', '-o']);
      const first = '    ---^----------!';
      const expected = ' -----c';
      const second = '   --------^---------!';
      const expected2 = '---------c';
      const calls = '    ---d----d-----x---x';

      const connection$ = dial({
        resolve: () => of('ws://a'),
        open: (url) => new webSocket(url),
        connectTimeout,
      }).pipe(map(() => 'c'));

      expectObservable(connection$, first).toBe(expected);
      expectObservable(connection$, second).toBe(expected2);
      expectObservable(calls$).toBe(calls, { d: 'dial ws://a/', x: 'close 1000' });
    }),
  );

  it(
    'tells its providers how many dials there were since the last opening',
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket(['-#', '-#', 'o-#', '-#']);
      const calls = '   abc-a';
      const expected = '--c--#';

      const connection$ = dial({
        resolve: ({ attempt }) => of(`ws://host-${attempt}`),
        open: (url) => new webSocket(url),
        connectTimeout,
      }).pipe(
        map(() => 'c'),
        retry(3),
        failingWithFacts(),
      );

      expectObservable(connection$).toBe(expected, undefined, { kind: 'unreachable' });
      expectObservable(calls$).toBe(calls, {
        a: 'dial ws://host-0/',
        b: 'dial ws://host-1/',
        c: 'dial ws://host-2/',
      });
    }),
  );

  it(
    'ends with the error that the platform told, and not with the close that follows',
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('--#');
      const expected = '-#';
      const calls = '   dx';
      const refusal = { kind: 'handshake', status: 401, headers: {} } as const;

      const connection$ = dial({
        resolve: () => of('ws://a'),
        open: (url, fail) => {
          const { status, headers } = refusal;
          timer(1).subscribe(() => fail(new ConnectionError('handshake', '', { status, headers })));
          return new webSocket(url);
        },
        connectTimeout,
      }).pipe(failingWithFacts());

      expectObservable(connection$).toBe(expected, undefined, refusal);
      expectObservable(calls$).toBe(calls, { d: 'dial ws://a/', x: 'close 1000' });
    }),
  );

  it(
    'opens no socket when a provider unsubscribes it',
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('o');
      const stop$ = new Subject<void>();

      const connection$ = dial({
        resolve: () => {
          stop$.next();
          return of('ws://a');
        },
        open: (url) => new webSocket(url),
        connectTimeout,
      }).pipe(takeUntil(stop$));

      expectObservable(connection$).toBe('|');
      expectObservable(calls$).toBe('');
    }),
  );

  it(
    'adds what the platform has besides',
    marbles(({ expectObservable }) => {
      const { webSocket, peers } = fakeWebSocket('o');
      const expected = 'c';

      const added$ = dial({
        resolve: () => of('ws://a'),
        open: (url) => new webSocket(url),
        extend: (socket, incoming$) => ({ extra: { socket, incoming$ } }),
        connectTimeout,
      }).pipe(
        map(({ extra, incoming$ }) => [
          peers.findIndex(({ socket }) => socket === extra.socket),
          extra.incoming$ === incoming$,
        ]),
      );

      expectObservable(added$, '^-!').toBe(expected, { c: [0, true] });
    }),
  );
});
