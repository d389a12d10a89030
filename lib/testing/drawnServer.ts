import { EMPTY, ReplaySubject, merge, mergeMap, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import type { ConnectionError } from '../core/ConnectionError.js';
import { brokenLink } from './closedBy.js';
import { drawnConnection } from './drawnConnection.js';
import type { DrawnConnection, DrawnConnectionConfig } from './drawnConnection.js';
import { meanings } from './meanings.js';
import { sameFacts } from './sameFacts.js';

/**
 * What a server says to a message: a diagram, which begins when the message arrives, or a stream; undefined is nothing.
 * An error, or a value that is a `ConnectionError`, ends the link. That the answer completes means nothing.
 */
export type DrawnReply<In> = string | Observable<In | ConnectionError> | undefined;

/** One line of a server's script. */
export interface DrawnAnswer<In, Out> {
  /**
   * The message, or a function that says whether it is one that this line answers. A message is this one if it says the
   * same: objects, arrays and bytes are compared by what is in them, in whatever order.
   */
  readonly when: Out | ((message: Out) => boolean);
  readonly reply: DrawnReply<In>;
  /** How often the line answers, over all dials; after that the next line that fits does. @defaultValue Infinity */
  readonly times?: number;
}

export interface DrawnServerConfig<In, Out> extends DrawnConnectionConfig<In> {
  /**
   * A diagram for each dial in turn, the last for all that follow: when it is accepted (`--o`) or refused (`--#`), what
   * is pushed from then on, how it ends. @defaultValue 'o'
   */
  readonly dials?: string | readonly string[];
  /** What it answers: a function, or a script of which the first line that fits answers. @defaultValue nothing */
  readonly answers?:
    ((message: Out, context: { readonly dial: number }) => DrawnReply<In>) | readonly DrawnAnswer<In, Out>[];
  /** What it says to all who are there, on the time line of the test. @defaultValue nothing */
  readonly pushes?: string;
}

/** A server, as an observable of connections to it. */
export interface DrawnServer<In, Out> extends DrawnConnection<In, Out> {
  /** Every message that reached it; in a dead network fewer than `sent$`. */
  readonly received$: Observable<Out>;
}

/**
 * Draws a server: it accepts, refuses and ends as its diagrams say, and answers what it is sent.
 *
 * ```text
 * dials                                '-o------#'
 * pushes                                  ---a-------b
 * answers [{ when: 'ping', reply: '--p' }]
 * sent                                    --ping
 * incoming$                               ---ap-|       b comes when nobody is there
 * ```
 */
export function drawnServer<In, Out>(
  scheduler: TestScheduler,
  config: DrawnServerConfig<In, Out> = {},
): DrawnServer<In, Out> {
  const { dials = 'o', answers = [], pushes, values, error = brokenLink() } = config;
  type Said = In | ConnectionError;
  const hot = (diagram: string): Observable<Said> =>
    scheduler.createHotObservable<Said>(diagram, meanings<Said>(diagram, values), error);
  const cold = (diagram: string): Observable<Said> =>
    scheduler.createColdObservable<Said>(diagram, meanings<Said>(diagram, values), error);
  const received$ = new ReplaySubject<Out>();
  const pushed$ = pushes === undefined ? EMPTY : hot(pushes);
  const answer = typeof answers === 'function' ? answers : script(answers);

  const connection$ = drawnConnection<In, Out>(scheduler, dials, {
    ...config,
    says: (arrived$, dial) =>
      merge(
        pushed$,
        arrived$.pipe(
          tap((message) => received$.next(message as Out)),
          mergeMap((message) => {
            const reply = answer(message as Out, { dial });
            return typeof reply === 'string' ? cold(reply) : (reply ?? EMPTY);
          }),
        ),
      ),
  });
  return Object.assign(connection$, { received$: received$.asObservable() });
}

function script<In, Out>(lines: readonly DrawnAnswer<In, Out>[]): (message: Out) => DrawnReply<In> {
  const left = lines.map(({ times = Infinity }) => times);
  return (message) => {
    const index = lines.findIndex(({ when }, line) => left[line] !== 0 && fits(when, message));
    if (index < 0) return undefined;
    left[index] = (left[index] as number) - 1;
    return lines[index]?.reply;
  };
}

const fits = <Out>(when: DrawnAnswer<unknown, Out>['when'], message: Out): boolean =>
  typeof when === 'function' ? (when as (message: Out) => boolean)(message) : sameFacts(when, message);
