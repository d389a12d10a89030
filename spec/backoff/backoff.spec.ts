import fc from 'fast-check';
import { backoff, capDelay, exponential, fullJitter, limitAttempts, limitElapsed } from 'rxwire';
import type { BackoffConfig } from 'rxwire';
import { answer, answers } from '../support/backoffContext.js';

const almostOne = (): number => 1 - Number.EPSILON;
const jitters = ['none', 'full', 'equal', 'decorrelated'] as const;

describe('backoff', () => {
  it('is exponential, capped, spread and limited', () => {
    const least = backoff({ random: () => 0 });
    const most = backoff({ random: almostOne });
    const attempts = [1, 2, 3, 4, 5, 6, 30, 31];

    expect(answers(least, attempts)).toEqual([0, 0, 0, 0, 0, 0, 0, 'none']);
    expect(answers(most, attempts).map((wait) => (wait === 'none' ? wait : Math.round(wait)))).toEqual([
      1_000,
      2_000,
      4_000,
      8_000,
      16_000,
      30_000,
      30_000,
      'none',
    ]);
  });

  it('is what its parts are', () => {
    const random = (): number => 0.3;
    const parts = [capDelay(30_000), fullJitter({ random }), limitAttempts(30), limitElapsed(3_600_000)];
    const composed = parts.reduce((policy, part) => part(policy), exponential());
    fc.assert(
      fc.property(fc.nat(40), fc.nat(4_000_000), (attempt, elapsed) => {
        const context = { attempt: attempt + 1, elapsed };

        expect(answer(backoff({ random }), context)).toBe(answer(composed, context));
      }),
    );
  });

  it.each<[BackoffConfig, number]>([
    [{ jitter: 'none' }, 8_000],
    [{ jitter: 'full' }, 2_000],
    [{ jitter: 'equal' }, 5_000],
    [{ jitter: 'decorrelated' }, 1_000 + 0.25 * (12_000 - 1_000)],
    [{ jitter: 'none', initialDelay: 100, factor: 3 }, 2_700],
    [{ jitter: 'none', maxDelay: 5_000 }, 5_000],
    [{ jitter: 'equal', maxDelay: 5_000 }, 3_125],
    [{ jitter: 'decorrelated', maxDelay: 5_000 }, 1_000 + 0.25 * 4_000],
  ])('with %j waits %p ms at attempt 4 and a throw of 0.25', (config, delay) => {
    const policy = backoff({ ...config, random: () => 0.25 });

    expect(answer(policy, { attempt: 4, previousDelay: 4_000 })).toBe(delay);
  });

  it.each(jitters)('with jitter %p gives up by attempts and by time', (jitter) => {
    const policy = backoff({ jitter, maxAttempts: 5, maxElapsed: 1_000 });

    expect(answer(policy, { attempt: 5, elapsed: 1_000 })).not.toBe('none');
    expect(answer(policy, { attempt: 6, elapsed: 1_000 })).toBe('none');
    expect(answer(policy, { attempt: 5, elapsed: 1_001 })).toBe('none');
  });

  it.each(jitters)(
    'with jitter %p stays between nothing and the cap at every attempt up to 1e9',
    (jitter) => {
      const thrown = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
      const previous = fc.integer({ min: 0, max: 30_000 });
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 1e9 }), previous, thrown, (attempt, previousDelay, thrown) => {
          const policy = backoff({ jitter, random: () => thrown, maxAttempts: Infinity });
          const wait = answer(policy, { attempt, previousDelay });

          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(30_000);
        }),
      );
    },
  );

  it.each<[BackoffConfig, string]>([
    [{ initialDelay: -1 }, 'initialDelay must be a number, 0 or more; got -1'],
    [{ factor: 0 }, 'factor must be a number, 1 or more; got 0'],
    [{ maxDelay: -1 }, 'maxDelay must be a number, 0 or more; got -1'],
    [{ maxAttempts: -1 }, 'maxAttempts must be a number, 0 or more; got -1'],
    [{ maxElapsed: NaN }, 'maxElapsed must be a number, 0 or more; got NaN'],
    [{ jitter: 'half' as never }, 'jitter must be one of none, full, equal, decorrelated; got half'],
    [{ jitter: 'decorrelated', factor: 0 }, 'factor must be a number, 1 or more; got 0'],
  ])('refuses %j, naming option and value', (config, message) => {
    expect(() => backoff(config)).toThrow(message);
  });
});
