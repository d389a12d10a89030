import { Observable, timer } from 'rxjs';
import { checkDuration } from '../core/checkDuration.js';
import type { Dismissible } from './Dismissible.js';
import type { HubCore } from './hubCore.js';

export interface HubDrainConfig {
  /** Over how long the clients are sent away, so that they do not all come back at once, in ms. @defaultValue 10_000 */
  readonly spread?: number;
  /** How long a client that is to go may take to read what waits for it, in ms. @defaultValue 5_000 */
  readonly deadline?: number;
}

/** From one look at what a client has still to read to the next, in ms. */
const pace = 50;

/**
 * Sends all clients away, a few at a time, each when it has read what waits for it.
 *
 * ```text
 * clients         a  b  c
 * subscribe       g  g  g              g: goAway, and in how many ms
 * a               --x                  x: closed with 4200
 * b               ------x
 * c               ----------x
 * drainHub        ----------|
 * ```
 *
 * Meanwhile, and after it, nobody is taken in and no channel is joined; what is published is taken to the last. A client that
 * is cut off with something unread resumes elsewhere, as after any break. Times are kept to 50 ms.
 *
 * Errors: `RangeError` for a negative time. Finalization: unsubscribing before the end takes everybody in again.
 */
export function drainHub(core: HubCore, config: HubDrainConfig): Observable<never> {
  const { spread = 10_000, deadline = 5_000 } = config;
  checkDuration('spread', spread);
  checkDuration('deadline', deadline);

  return new Observable((subscriber) => {
    /** When each is to go. */
    const turns = new Map<Dismissible, number>();
    core.isDraining = true;
    [...core.sessions].forEach((session, index, { length }) => {
      const reconnectAfter = Math.floor(((index + core.random()) * spread) / length);
      turns.set(session, reconnectAfter);
      session.write(core.notice({ action: 'goAway', reconnectAfter }));
    });

    const sendAway = (look: number): void => {
      for (const [session, turn] of turns) {
        const late = look * pace - turn;
        if (!core.sessions.has(session)) turns.delete(session);
        else if (late >= deadline || (late >= 0 && session.pending() === 0)) {
          turns.delete(session);
          session.cut(4200, 'going away');
        }
      }
      if (turns.size === 0) subscriber.complete();
    };
    subscriber.add(timer(0, pace).subscribe(sendAway));
    return () => {
      if (turns.size > 0) core.isDraining = false;
    };
  });
}
