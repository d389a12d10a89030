import { ReplaySubject, asyncScheduler } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { ConnectionError } from '../core/ConnectionError.js';
import type { WebSocketOutgoing } from '../core/WebSocketLike.js';
import { fakeSocket } from './fakeSocket.js';
import type { FakeWebSocketConstructor, FakeWebSocketPeer } from './FakeWebSocketPeer.js';
import type { PlatformsOwn } from './PlatformsOwn.js';
import { checkDiagram, diagramOf, listOfDiagrams, playDiagram, readDiagram } from './playDiagram.js';

export interface FakeWebSocketConfig {
  /**
   * What the marks stand for: a frame, an end (`closedBy(1012)`), or whatever the other end does; `o` can only be that.
   * @defaultValue the characters themselves, as text frames
   */
  readonly values?: Readonly<
    Record<string, WebSocketOutgoing | ConnectionError | ((peer: FakeWebSocketPeer) => void)>
  >;
  /**
   * What the other end does from the moment that the socket closes: `'--|'` answers after 2 ms, `'--#'` breaks the link
   * instead, `'-'` never says anything. @defaultValue `'|'`
   */
  readonly goodbye?: string;
  /** Whose time it is. @defaultValue asyncScheduler: virtual within `marbles` and `TestScheduler.run`, else real */
  readonly scheduler?: SchedulerLike;
}

export interface FakeWebSockets {
  /** The constructor; where the platform's types have a WebSocket, it goes wherever that goes. */
  readonly webSocket: FakeWebSocketConstructor & PlatformsOwn<'WebSocket'>;
  /** The other end of each socket that was made, in order. */
  readonly peers: readonly FakeWebSocketPeer[];
  /** What was sent over any of them. Replays, never completes. */
  readonly sent$: Observable<unknown>;
  /** All that was done to them, in words: `dial ws://a/ chat`, `send hello`, `close 1000 bye`. Replays, never completes. */
  readonly calls$: Observable<string>;
}

/**
 * The standard's WebSocket with a network that is drawn: its states, events in their order, exceptions, `binaryType` and
 * `bufferedAmount`, for any code that takes a constructor.
 *
 * ```text
 * 'o-a-b'                 opens, receives two texts
 * '--#'                   refused after 2 ms
 * '-'                     a handshake that hangs
 * 'o-#'                   the link breaks: 1006
 * 'o-|'                   closed by the other end with 1000
 * 'o-x', x: closedBy(1012)                      closed with a code
 * 'o-x', x: (peer) => peer.violate()            a bad frame
 * 'o-f-e', f: (peer) => peer.buffer(70_000), e: (peer) => peer.buffer(0)    a slow drain
 * 'o-v', v: (peer) => peer.vanish()             half-open: nothing comes, no close is answered
 * 'o', goodbye: '-'                             a close that stalls
 * ```
 *
 * One diagram for each dial in turn, the last one for all that follow. `o` is the opening. What is drawn happens as a
 * task of its own, marks in parentheses in one; an unsent text leaves at the end of the turn.
 *
 * Errors: `TypeError` for a diagram that cannot happen. The constructor, `send` and `close` throw what the standard says:
 * `SyntaxError`, `InvalidStateError`, `InvalidAccessError`.
 * Finalization: a socket that is closed leaves no timer.
 *
 * @see https://websockets.spec.whatwg.org/
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from 'node:assert';
 * import { fromWebSocket, whileConnected, reconnect, constant } from 'rxwire';
 * import { fakeWebSocket, marbles } from 'rxwire/testing';
 *
 * const test = marbles(deepStrictEqual);
 *
 * // it('dials again', dialsAgain)
 * const dialsAgain = test(({ expectObservable }) => {
 *   const { webSocket, calls$ } = fakeWebSocket(['o-a-#', 'o-b']);
 *   const frames$ = fromWebSocket({ url: 'ws://a', webSocket }).pipe(
 *     reconnect(constant(2)),
 *     whileConnected(({ incoming$ }) => incoming$),
 *   );
 *   expectObservable(frames$, '---------!').toBe('--a-----b');
 *   expectObservable(calls$).toBe('d-----d--x', { d: 'dial ws://a/', x: 'close 1000' });
 * });
 * ```
 */
export function fakeWebSocket(
  diagrams: string | readonly string[],
  config: FakeWebSocketConfig = {},
): FakeWebSockets {
  const { values = {}, goodbye = '|', scheduler = asyncScheduler } = config;
  const act = (mark: string, peer: FakeWebSocketPeer): void => {
    const value = Object.hasOwn(values, mark) ? values[mark] : undefined;
    if (typeof value === 'function') value(peer);
    else if (value instanceof ConnectionError) closeBy(value, peer);
    else if (value !== undefined) peer.send(value as WebSocketOutgoing);
    else if (mark === 'o') peer.open();
    else if (mark === '#') peer.break();
    else if (mark === '|') peer.close(1000);
    else peer.send(mark);
  };
  if (Object.hasOwn(values, 'o') && typeof values['o'] !== 'function') {
    throw new TypeError(
      "values: 'o' is the opening, and a function, such as (peer) => peer.open('chat'); give the frame another mark",
    );
  }
  const drawn = listOfDiagrams(diagrams).map((diagram) =>
    checkDiagram(diagram, {
      opens: (mark) => mark === 'o',
      needsOpening: (mark) => mark !== '#' && typeof values[mark] !== 'function',
    }),
  );
  const farewell = readDiagram(goodbye);
  if (farewell.some(({ marks }) => marks.some((mark) => !'|#'.includes(mark)))) {
    throw new TypeError(`goodbye draws '|' (answered), '#' (broken) or nothing; got '${goodbye}'`);
  }

  const peers: FakeWebSocketPeer[] = [];
  const sent$ = new ReplaySubject<unknown>();
  const calls$ = new ReplaySubject<string>();
  const webSocket = fakeSocket({
    scheduler,
    dialled: (peer) => {
      const turns = diagramOf(drawn, peers.push(peer) - 1);
      calls$.next(['dial', peer.socket.url, ...peer.protocols].join(' '));
      return playDiagram(turns, scheduler, (mark) => act(mark, peer));
    },
    sent: (data) => {
      calls$.next(`send ${typeof data === 'string' ? data : 'binary'}`);
      sent$.next(data);
    },
    closing: (peer, words) => {
      calls$.next(['close', ...words].join(' '));
      return playDiagram(farewell, scheduler, (mark) =>
        mark === '#'
          ? peer.break()
          : peer.close(words[0] as number | undefined, words[1] as string | undefined),
      );
    },
  });
  return {
    webSocket: webSocket as FakeWebSockets['webSocket'],
    peers,
    sent$: sent$.asObservable(),
    calls$: calls$.asObservable(),
  };
}

/** The close that a cause tells of; one that is no close is a link that breaks. */
function closeBy(cause: ConnectionError, peer: FakeWebSocketPeer): void {
  if (cause.kind !== 'closed' || cause.code === 1006) peer.break();
  else if (cause.code === 1005) peer.close();
  else peer.close(cause.code, cause.reason);
}
