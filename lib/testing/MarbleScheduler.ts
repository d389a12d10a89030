import { Subscription } from 'rxjs';
import type { Observable, SchedulerAction } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { errorsAsFacts } from './errorsAsFacts.js';
import { streamDifference } from './streamDifference.js';
import type { ExpectedDiagram, Told } from './streamDifference.js';
import { subscriptionDifference } from './subscriptionDifference.js';
import type { SubscriptionLog } from './subscriptionDifference.js';

/** Compares as a test framework does: throws, or returns `false`, if the two are not equal. */
export type AssertDeepEqual = (actual: unknown, expected: unknown) => unknown;

/** One `expect…` of a test. */
interface Expectation {
  readonly title: string;
  /** Holds the stack of the line to blame. */
  readonly site: Error;
  ready: boolean;
  diagram?: ExpectedDiagram;
}

/**
 * rxjs's scheduler of marble tests, which compares what errors say, draws what is not as expected, and comes to an end.
 */
export class MarbleScheduler extends TestScheduler {
  private expectations: Expectation[] = [];
  private compared = 0;
  private steps = 0;

  constructor(
    private readonly deepEqual: AssertDeepEqual,
    private readonly maxSteps: number,
  ) {
    super(() => {});
    this.assertDeepEqual = (actual: readonly never[], expected: readonly never[]) =>
      this.compare(actual, expected);
  }

  /** `expectObservable`, by another name. */
  expectStream<T>(
    title: string,
    stream$: Observable<T>,
    subscription: string | null = null,
  ): ReturnType<typeof TestScheduler.prototype.expectObservable<T>> {
    const expecting = super.expectObservable(stream$, subscription);
    const expectation = this.expect(title);
    const toBe: typeof expecting.toBe = (marbles, values, error) => {
      this.decide(expectation, toBe, { marbles, values: values as never });
      expecting.toBe(marbles, values, error);
    };
    const toEqual: typeof expecting.toEqual = (other$) => {
      this.decide(expectation, toEqual);
      expecting.toEqual(other$);
    };
    return { toBe, toEqual };
  }

  override expectObservable<T>(
    stream$: Observable<T>,
    subscription: string | null = null,
  ): ReturnType<typeof TestScheduler.prototype.expectObservable<T>> {
    return this.expectStream('expectObservable', stream$, subscription);
  }

  override expectSubscriptions(
    logs: Parameters<typeof TestScheduler.prototype.expectSubscriptions>[0],
  ): ReturnType<typeof TestScheduler.prototype.expectSubscriptions> {
    const expecting = super.expectSubscriptions(logs);
    const expectation = this.expect('expectSubscriptions');
    const toBe: typeof expecting.toBe = (marbles) => {
      this.decide(expectation, toBe);
      expecting.toBe(marbles);
    };
    return { toBe };
  }

  override schedule<T>(
    work: (this: SchedulerAction<T>, state?: T) => void,
    delay?: number,
    state?: T,
  ): Subscription {
    this.steps += 1;
    if (this.steps > this.maxSteps) {
      this.actions.length = 0;
      return Subscription.EMPTY;
    }
    return super.schedule(work, delay, state);
  }

  override flush(): void {
    this.compared = 0;
    super.flush();
    this.checkSteps();
    this.expectations = this.expectations.filter(({ ready }) => !ready);
  }

  private expect(title: string): Expectation {
    const expectation = { title, site: new Error(), ready: false };
    this.expectations.push(expectation);
    return expectation;
  }

  private decide(expectation: Expectation, caller: unknown, diagram?: ExpectedDiagram): void {
    const { captureStackTrace } = Error as Partial<typeof Error>;
    captureStackTrace?.(expectation.site, caller as () => void);
    Object.assign(expectation, { ready: true, diagram });
  }

  /** Called by rxjs for each expectation that is ready, in the order in which they were made. */
  private compare(
    actual: readonly (Told | SubscriptionLog)[],
    expected: readonly (Told | SubscriptionLog)[],
  ): void {
    this.checkSteps();
    const expectation = this.expectations.filter(({ ready }) => ready)[this.compared++] as Expectation;
    const trouble = this.troubleOf(actual, expected);
    if (trouble === undefined) return;

    const areEqual = (one: unknown, other: unknown): boolean =>
      Object.is(one, other) || this.troubleOf(one, other) === undefined;
    const difference =
      expectation.title === 'expectSubscriptions'
        ? subscriptionDifference(actual as SubscriptionLog[], expected as SubscriptionLog[])
        : streamDifference(actual as Told[], expected as Told[], areEqual, expectation.diagram);
    throw blaming(expectation, `${expectation.title}: not as drawn\n\n${difference}\n`);
  }

  /** What the framework says against two values being equal. */
  private troubleOf(actual: unknown, expected: unknown): unknown {
    try {
      return this.deepEqual(...errorsAsFacts(actual, expected)) === false
        ? new Error('not equal')
        : undefined;
    } catch (error) {
      return error ?? new Error('not equal');
    }
  }

  private checkSteps(): void {
    if (this.steps <= this.maxSteps) return;
    throw new Error(
      `virtual time has not ended after ${this.maxSteps} steps, at ${this.frame} ms: give a stream that does not end ` +
        "an unsubscription marble, such as expectObservable(stream$, '----!'), and a client that stays connected its end, " +
        "such as act('----x', { x: client.dispose })",
    );
  }
}

/** An error whose stack leads to the line of the test that expected something else. */
function blaming({ site }: Expectation, message: string): Error {
  const error = new Error(message);
  const lines = site.stack?.indexOf('\n    at ') ?? -1;
  if (lines >= 0) error.stack = `Error: ${message}${site.stack?.slice(lines)}`;
  return error;
}
