import type { Observable } from 'rxjs';
import type { RunHelpers, TestScheduler } from 'rxjs/testing';
import { checkNumber } from '../core/checkNumber.js';
import type { PageLifecycle } from '../core/pageLifecycle.js';
import { drawnActs } from './drawnActs.js';
import { drawnConnection } from './drawnConnection.js';
import type { DrawnConnection, DrawnConnectionConfig } from './drawnConnection.js';
import { drawnNetwork } from './drawnNetwork.js';
import type { DrawnNetwork } from './drawnNetwork.js';
import { drawnPage } from './drawnPage.js';
import { drawnServer } from './drawnServer.js';
import type { DrawnServer, DrawnServerConfig } from './drawnServer.js';
import { drawnSleep } from './drawnSleep.js';
import type { DrawnSleep } from './drawnSleep.js';
import { MarbleScheduler } from './MarbleScheduler.js';
import type { AssertDeepEqual } from './MarbleScheduler.js';
import { random } from './random.js';
import { showValue } from './showValue.js';

/** rxjs's helpers, and rxwire's. */
export interface MarbleHelpers extends RunHelpers {
  /** Draws dials: one diagram for each subscription in turn, the last for all that follow. See `drawnConnection`. */
  connection<In = string, Out = string>(
    diagram: string | readonly string[],
    config?: DrawnConnectionConfig<In>,
  ): DrawnConnection<In, Out>;
  /** Expects what was sent over a connection that is drawn or replayed, on the time line of the test. */
  expectSent<Out>(connections: { readonly sent$: Observable<Out> }): {
    toBe(diagram: string, values?: Readonly<Record<string, Out>>): void;
  };
  /** Draws a server that answers. See `drawnServer`. */
  server<In = string, Out = string>(config?: DrawnServerConfig<In, Out>): DrawnServer<In, Out>;
  /** Draws a network that comes and goes: ' on---off--on'. See `drawnNetwork`. */
  network(diagram: string): DrawnNetwork;
  /** Draws the life of a page: 'visible---hidden'. See `drawnPage`. */
  page(diagram: string, network?: DrawnNetwork): PageLifecycle;
  /** Draws a device that sleeps: a wall clock that jumps by an hour at each mark, or by its ms. See `drawnSleep`. */
  sleep(diagram: string, durations?: Readonly<Record<string, number>>): DrawnSleep;
  /** Draws what the test does: `act('c--x', { c: client.connect, x: client.dispose })`. See `drawnActs`. */
  act(diagram: string, acts: Readonly<Record<string, () => unknown>>): void;
  /** In the place of `Math.random`: these numbers in turn, or those of a seed. See `random`. */
  random(from: readonly number[] | number): () => number;
  /** The scheduler itself: its `frame` is the virtual time in ms. */
  readonly scheduler: TestScheduler;
}

export interface MarblesConfig {
  /**
   * How many steps virtual time may take before a test fails. A stream that goes on for ever, where nothing unsubscribes
   * from it, would go on for ever. @defaultValue 1_000_000
   */
  readonly maxSteps?: number;
}

/**
 * Marble tests in one word: a test function that runs in virtual time, with links to draw.
 *
 * What is not as drawn fails the test with both diagrams under one another, and what their marks stand for:
 *
 * ```text
 * expectObservable: not as drawn
 *
 *   expected  --a--b|
 *   actual    --a---b|
 *
 *   a = { id: 1 }
 *   b = { id: 2 }
 *
 *   from 5 ms on
 * ```
 *
 * `assertDeepEqual` is your framework's: it throws, or returns `false`, if the two are not equal. `deepStrictEqual` of
 * node:assert, chai's `assert.deepEqual`, `(actual, expected) => expect(actual).toEqual(expected)` in jest and vitest,
 * `(actual, expected) => throwUnless(actual).toEqual(expected)` in jasmine. Whatever it makes of errors by itself, here
 * they are equal when they say the same: name, message, own fields and cause.
 *
 * Errors: `TypeError` at once for what is no comparison, such as node:assert's `assert`, which takes any two values for
 * equal. The test function throws as described; also for a body that is async, and when virtual time does not end.
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
  assertDeepEqual: AssertDeepEqual,
  config: MarblesConfig = {},
): (body: (helpers: MarbleHelpers) => void) => () => void {
  const { maxSteps = 1_000_000 } = config;
  checkNumber('maxSteps', maxSteps, 1);
  checkComparison(assertDeepEqual);

  return (body) => () => {
    const scheduler = new MarbleScheduler(assertDeepEqual, maxSteps);
    scheduler.run((helpers) => {
      const result: unknown = body({
        ...helpers,
        scheduler,
        connection: (diagram, config) => drawnConnection(scheduler, diagram, config),
        server: (config) => drawnServer(scheduler, config),
        network: (diagram) => drawnNetwork(scheduler, diagram),
        page: (diagram, network) => drawnPage(scheduler, diagram, network),
        sleep: (diagram, durations) => drawnSleep(scheduler, diagram, durations),
        act: (diagram, acts) => drawnActs(scheduler, diagram, acts),
        random,
        expectSent: ({ sent$ }) => ({
          toBe: (diagram, values) => scheduler.expectStream('expectSent', sent$).toBe(diagram, values),
        }),
      });
      if (typeof (result as Partial<PromiseLike<unknown>> | undefined)?.then === 'function') {
        (result as PromiseLike<unknown>).then(undefined, () => {});
        throw new TypeError('a marble test cannot be async: virtual time does not wait for promises');
      }
    });
  };
}

/** A comparison that tells nothing apart would let every test pass. */
function checkComparison(assertDeepEqual: AssertDeepEqual): void {
  const advice = 'give it what your framework compares with, such as deepStrictEqual of node:assert';
  if (typeof assertDeepEqual !== 'function') {
    throw new TypeError(`marbles takes a comparison; got ${showValue(assertDeepEqual)}: ${advice}`);
  }
  try {
    if (assertDeepEqual([{ frame: 1 }], [{ frame: 2 }]) === false) return;
  } catch {
    return;
  }
  throw new TypeError(
    `marbles takes a comparison that throws, or returns false; this one tells nothing apart: ${advice}`,
  );
}
