import { map, mergeMap } from 'rxjs';
import { fromWebSocket } from 'rxwire';
import type { FromWebSocketConfig, WebSocketConstructor } from 'rxwire';
import { fakeWebSocket } from 'rxwire/testing';
import { facts, failingWithFacts } from '../support/facts.js';
import { marbles } from '../support/marbles.js';

const url = 'ws://a';

describe('fromWebSocket', () => {
  it(
    'emits the connection when the socket opens, and fails when it closes',
    marbles(({ expectObservable }) => {
      const drawn = '             ------------o---------a---------#';
      const expected = '          ------------c-------------------#';
      const expectedIncoming = '  ----------------------a---------#';
      const end = { kind: 'closed', code: 1006, reason: '', wasClean: false };
      const { webSocket } = fakeWebSocket(drawn);

      const connection$ = fromWebSocket({ url, webSocket }).pipe(failingWithFacts());

      expectObservable(connection$.pipe(map(() => 'c'))).toBe(expected, undefined, end);
      expectObservable(connection$.pipe(mergeMap(({ incoming$ }) => incoming$))).toBe(
        expectedIncoming,
        undefined,
        end,
      );
    }),
  );

  it(
    'offers no subprotocol, one, or several',
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('#');
      const configs: FromWebSocketConfig[] = [
        { url, webSocket },
        { url, webSocket, protocols: 'a' },
        { url, webSocket, protocols: ['a', 'b'] },
        { url, webSocket, protocols: () => ['c'] },
      ];

      for (const config of configs)
        expectObservable(fromWebSocket(config).pipe(failingWithFacts())).toBe('#', undefined, {
          kind: 'unreachable',
        });

      const words = { n: 'dial ws://a/', a: 'dial ws://a/ a', b: 'dial ws://a/ a b', c: 'dial ws://a/ c' };
      expectObservable(calls$).toBe('(nabc)', words);
    }),
  );

  it.each(['ws', 'http'])('dials %s URLs, as text and as objects', (scheme) => {
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('#');
      const text = `${scheme}://a/b#c`;

      for (const target of [text, new URL(text)])
        expectObservable(fromWebSocket({ url: target, webSocket }).pipe(failingWithFacts())).toBe(
          '#',
          undefined,
          { kind: 'unreachable' },
        );

      expectObservable(calls$).toBe('(dd)', { d: 'dial ws://a/b' });
    })();
  });
});

describe('fromWebSocket, at construction', () => {
  it.each(['/feed', 'ftp://example.org', 'nonsense'])('refuses the URL %p, and names it', (bad) => {
    expect(thrownBy(() => fromWebSocket({ url: bad }))).toEqual([
      `url must be a ws, wss, http or https URL; got ${bad}`,
      { kind: 'invalid-url', url: bad },
    ]);
  });

  it.each([-1, 0, NaN, Infinity, 2 ** 31, '1000'])('refuses the connectTimeout %p, and names it', (bad) => {
    const [message] = thrownBy(() => fromWebSocket({ url, connectTimeout: bad as number }));

    expect(message).toContain('connectTimeout must be');
    expect(message).toContain(`got ${bad}`);
  });

  it('touches nothing: neither a provider nor the socket', () => {
    const url = jest.fn();
    const webSocket = jest.fn();

    fromWebSocket({ url, protocols: url, webSocket: webSocket as unknown as WebSocketConstructor });

    expect(url).not.toHaveBeenCalled();
    expect(webSocket).not.toHaveBeenCalled();
  });
});

describe('fromWebSocket, without an injected socket', () => {
  const platform = globalThis as { WebSocket?: unknown };
  const native = platform.WebSocket;
  afterEach(() => {
    platform.WebSocket = native;
  });

  it(
    'fails at the dial where the platform has none, and says what to import',
    marbles(({ expectObservable }) => {
      delete platform.WebSocket;
      const messages: string[] = [];

      const connection$ = fromWebSocket({ url }).pipe(failingWithFacts());
      fromWebSocket({ url }).subscribe({ error: ({ message }: Error) => messages.push(message) });

      expectObservable(connection$).toBe('#', undefined, { kind: 'unsupported' });
      expect(messages).toEqual([expect.stringMatching(/no global WebSocket.*'rxwire\/node'.*webSocket/)]);
    }),
  );

  it(
    'takes the one that the platform has at that moment',
    marbles(({ expectObservable }) => {
      const { webSocket, calls$ } = fakeWebSocket('o');
      delete platform.WebSocket;

      const connection$ = fromWebSocket({ url }).pipe(map(() => 'c'));
      platform.WebSocket = webSocket;

      expectObservable(connection$, '^-!').toBe('c');
      expectObservable(calls$).toBe('d-x', { d: 'dial ws://a/', x: 'close 1000' });
    }),
  );
});

function thrownBy(action: () => unknown): [message: string, facts: unknown] {
  try {
    action();
  } catch (error) {
    return [(error as Error).message, facts(error)];
  }
  throw new Error('nothing was thrown');
}
