import { TestScheduler } from 'rxjs/testing';
import type { RunHelpers } from 'rxjs/testing';
import { drawnConnection } from './drawnConnection.js';
import type { DrawnConnection, DrawnConnectionConfig } from './drawnConnection.js';
import { errorsAsFacts } from './errorsAsFacts.js';

/** rxjs's helpers, and rxwire's. */
export interface MarbleHelpers extends RunHelpers {
  /** Draws dials: one diagram for each subscription in turn, the last for all that follow. See `drawnConnection`. */
  connection<In = string, Out = string>(
    diagram: string | readonly string[],
    config?: DrawnConnectionConfig<In>,
  ): DrawnConnection<In, Out>;
  /** Expects what was sent over a drawn connection, on the time line of the test. */
  expectSent<Out>(connection$: DrawnConnection<unknown, Out>): {
    toBe(diagram: string, values?: Readonly<Record<string, Out>>): void;
  };
  /** The scheduler itself: its `frame` is the virtual time in ms. */
  readonly scheduler: TestScheduler;
}

/**
 * Marble tests in one word: a test function that runs in virtual time, with links to draw.
 *
 * Errors are equal when they say the same: name, message, own fields and cause, whatever `assertDeepEqual` makes of
 * errors by itself.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from 'node:assert';
 * import { heartbeat } from 'rxwire';
 * import { marbles } from 'rxwire/testing';
 *
 * const test = marbles(deepStrictEqual);
 *
 * // it('pings', pings)
 * const pings = test(({ connection, expectObservable, expectSent }) => {
 *   const source$ = connection('o---p');
 *   expectObservable(source$.pipe(heartbeat({ interval: 3, timeout: 2, ping: () => 'ping' })), '-----!');
 *   expectSent(source$).toBe('---p', { p: 'ping' });
 * });
 * ```
 */
export function marbles(
  assertDeepEqual: (actual: unknown, expected: unknown) => void,
): (body: (helpers: MarbleHelpers) => void) => () => void {
  return (body) => () => {
    const scheduler = new TestScheduler((actual, expected) => {
      assertDeepEqual(...errorsAsFacts(actual, expected));
    });
    scheduler.run((helpers) => {
      body({
        ...helpers,
        scheduler,
        connection: (diagram, config) =>
          drawnConnection(scheduler, typeof diagram === 'string' ? [diagram] : diagram, config),
        expectSent: (connection$) => ({
          toBe: (diagram, values) => helpers.expectObservable(connection$.sent$).toBe(diagram, values),
        }),
      });
    });
  };
}
