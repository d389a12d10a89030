import { option } from 'fp-ts';
import type { BackoffContext } from 'rxwire';
import { retrySeries } from '../../lib/backoff/retrySeries.js';

/** A clock to set, a policy that keeps what it was told. */
function watched(delay: (context: BackoffContext) => number = ({ attempt }) => attempt * 10): {
  readonly contexts: BackoffContext[];
  readonly series: ReturnType<typeof retrySeries>;
  at(time: number): void;
} {
  let time = 0;
  const contexts: BackoffContext[] = [];
  const series = retrySeries(
    (context) => {
      contexts.push(context);
      return option.some(delay(context));
    },
    () => time,
  );
  return { contexts, series, at: (now) => (time = now) };
}

describe('retrySeries', () => {
  it('tells the policy the attempt, the time since the first failure, uptime, cause and the previous delay', () => {
    const { contexts, series, at } = watched();

    at(1_000);
    series.failed('first', 7);
    at(1_500);
    series.failed('second', 0);
    at(1_900);
    series.failed('third', 0);

    expect(contexts).toEqual([
      { attempt: 1, elapsed: 0, uptime: 7, cause: 'first', previousDelay: 0 },
      { attempt: 2, elapsed: 500, uptime: 0, cause: 'second', previousDelay: 10 },
      { attempt: 3, elapsed: 900, uptime: 0, cause: 'third', previousDelay: 20 },
    ]);
    expect(series.attempt).toBe(3);
  });

  it('starts a new series after a reset', () => {
    const { contexts, series, at } = watched();
    at(1_000);
    series.failed('first', 0);

    series.reset();
    expect(series.attempt).toBe(0);
    at(5_000);
    series.failed('second', 0);
    at(5_001);
    series.failed('third', 0);

    expect(contexts.slice(1)).toEqual([
      { attempt: 1, elapsed: 0, uptime: 0, cause: 'second', previousDelay: 0 },
      { attempt: 2, elapsed: 1, uptime: 0, cause: 'third', previousDelay: 10 },
    ]);
  });

  it('does not count time that is forgiven', () => {
    const { contexts, series, at } = watched();
    at(1_000);
    series.failed('first', 0);

    series.forgive(300);
    at(1_500);
    series.failed('second', 0);

    expect(contexts[1]?.elapsed).toBe(200);
  });

  it('passes the decision on', () => {
    const series = retrySeries(
      ({ attempt }) => (attempt === 1 ? option.some(5) : option.none),
      () => 0,
    );

    expect(series.failed('down', 0)).toEqual(option.some(5));
    expect(series.failed('down', 0)).toEqual(option.none);
  });

  it.each([2_147_483_648, 1e300, Infinity])(
    'holds a delay of %p at the longest that a timer can',
    (delay) => {
      const { contexts, series } = watched(() => delay);

      expect(series.failed('down', 0)).toEqual(option.some(2_147_483_647));
      series.failed('down', 0);
      expect(contexts[1]?.previousDelay).toBe(2_147_483_647);
    },
  );

  it.each([NaN, -1, -Infinity])(
    'throws for a delay of %p, after which a timer would fire at once',
    (delay) => {
      const { series } = watched(() => delay);

      expect(() => series.failed('down', 0)).toThrow(
        new RangeError(`the policy's delay must be a number, 0 or more; got ${delay}`),
      );
    },
  );

  it('shares nothing with another series of the same policy', () => {
    const policy = ({ attempt }: BackoffContext): option.Option<number> => option.some(attempt);
    const one = retrySeries(policy, () => 0);
    const other = retrySeries(policy, () => 0);

    one.failed('down', 0);
    one.failed('down', 0);

    expect(other.failed('down', 0)).toEqual(option.some(1));
  });
});
