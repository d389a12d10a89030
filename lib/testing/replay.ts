import { Observable, ReplaySubject, Subject, asyncScheduler } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import type { Connection } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import type { WebSocketIncoming, WebSocketOutgoing } from '../core/WebSocketLike.js';
import { checkSessionFixture } from './checkSessionFixture.js';
import { playedError } from './recordedError.js';
import { playedMessage } from './recordedMessage.js';
import { scriptedLink } from './scriptedLink.js';
import type { SessionEvent } from './SessionFixture.js';

export interface ReplayConfig {
  /** Whose time it takes. @defaultValue `asyncScheduler`: virtual in a marble test, real elsewhere */
  readonly scheduler?: SchedulerLike;
  /** How many times as fast as it was; `Infinity` leaves the order alone. @defaultValue 1 */
  readonly speed?: number;
}

/** The connections of a fixture. */
export interface ReplayedConnections<In, Out> extends Observable<Connection<In, Out>> {
  /** Every message sent over any of its connections, for `expectSent`. */
  readonly sent$: Observable<Out>;
}

/**
 * Plays a recorded session: each subscription is the next dial of the fixture, with its opening, its messages and its end at
 * the times at which they were.
 *
 * ```text
 * fixture           2 open, 2 incoming a, 4 sent x, 7 incoming b, 14 error
 * replay(fixture)   --c-----------#
 * c.incoming$         a----b------|
 * c.send(y)         goes to sent$, and changes nothing
 * c.close(4000)     ends the link then and there
 * ```
 *
 * What was sent, closed and unsubscribed from in the recording is not played: that is for the code under test to do. Where
 * the recording stops without an end, the link stays open. `fixture` is what `record` gave, or its JSON as an import or
 * `JSON.parse` gives it.
 *
 * Errors: those of the recording; kind `unsupported` (cannot heal, so that nothing retries for ever) for a dial more than
 * there are; `TypeError` for a fixture that is none, `RangeError` for a wrong speed.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { constant, reconnect, whileConnected } from 'rxwire';
 * import { replay } from 'rxwire/testing';
 *
 * const session$ = replay<string, string>(JSON.parse(readFileSync('session.json', 'utf8')), { speed: 60 });
 *
 * session$.pipe(reconnect(constant(1_000)), whileConnected(({ incoming$ }) => incoming$)).subscribe(console.log);
 * ```
 */
export function replay<In = WebSocketIncoming, Out = WebSocketOutgoing>(
  fixture: unknown,
  config: ReplayConfig = {},
): ReplayedConnections<In, Out> {
  const { scheduler = asyncScheduler, speed = 1 } = config;
  if (!(speed > 0)) throw new RangeError(`speed must be a number above 0; got ${speed}`);
  const { dials } = checkSessionFixture(fixture);
  const sent$ = new ReplaySubject<Out>();
  let dialled = 0;

  const connection$ = new Observable<Connection<In, Out>>((subscriber) => {
    const link = scriptedLink<In, Out>(subscriber, { scheduler, sent: (message) => sent$.next(message) });
    const dial = dials[dialled++];
    if (dial === undefined) {
      const message = `replay: dial ${dialled} of a fixture that has ${dials.length}`;
      return link.end(new ConnectionError('unsupported', message, {}));
    }
    const turns = turnsOf(dial.events);
    const start = scheduler.now();
    const activity$ = new Subject<unknown>();

    const play = (event: SessionEvent): void => {
      if (event.event === 'open') link.open({ ...event.carries, activity$: activity$.asObservable() });
      if (event.event === 'incoming') link.next(playedMessage(event) as In);
      if (event.event === 'incoming' || event.event === 'activity') activity$.next(event.event);
      if (event.event === 'error') link.end(playedError(event.error));
      if (event.event === 'complete') link.end();
    };
    const playFrom = (index: number): void => {
      const turn = turns[index];
      if (turn === undefined) return;
      // By the time that has passed since the beginning: timers that are late add nothing up.
      const delay = Math.max(0, start + turn.at / speed - scheduler.now());
      subscriber.add(
        scheduler.schedule(() => {
          turn.events.forEach(play);
          playFrom(index + 1);
        }, delay),
      );
    };
    playFrom(0);
    return () => activity$.complete();
  });
  return Object.assign(connection$, { sent$: sent$.asObservable() });
}

/** Events of one moment happen in one turn. */
function turnsOf(events: readonly SessionEvent[]): readonly { at: number; events: SessionEvent[] }[] {
  const turns: { at: number; events: SessionEvent[] }[] = [];
  for (const event of events) {
    const turn = turns.at(-1);
    if (turn?.at === event.at) turn.events.push(event);
    else turns.push({ at: event.at, events: [event] });
  }
  return turns;
}
