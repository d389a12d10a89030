import { option } from 'fp-ts';
import { flow, pipe } from 'fp-ts/lib/function.js';
import {
  capDelay,
  closedWith,
  connectionStrategy,
  constant,
  decorrelatedJitter,
  equalJitter,
  exponential,
  forCause,
  fullJitter,
  giveUpWhen,
  limitAttempts,
  limitElapsed,
  linear,
  mapDelay,
  reconnect,
  retryWithBackoff,
  tiered,
} from 'rxwire';
import type { BackoffPolicy, ConnectionError } from 'rxwire';
import { closedBy } from 'rxwire/testing';
import { answers, failure } from '../support/backoffContext.js';

describe('BackoffPolicy', () => {
  it("composes with fp-ts's pipe", () => {
    const policy: BackoffPolicy = pipe(
      exponential({ initialDelay: 1_000 }),
      capDelay(30_000),
      fullJitter({ random: () => 0.5 }),
      limitAttempts(6),
      limitElapsed(3_600_000),
    );

    expect(answers(policy, [1, 2, 3, 4, 5, 6, 7])).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 'none']);
  });

  it("composes with fp-ts's flow into a combinator of your own", () => {
    const polite = flow(
      capDelay<unknown>(3_000),
      mapDelay((delay) => delay + 1),
      limitAttempts(3),
    );

    expect(answers(polite(linear()), [1, 2, 3, 4])).toEqual([1_001, 2_001, 3_001, 'none']);
  });

  it('can be any function from the context to an Option', () => {
    const policy: BackoffPolicy = ({ attempt, uptime }) =>
      attempt > 3 ? option.none : option.some(uptime / 2);

    expect(limitAttempts(2)(policy)(failure({ uptime: 10 }))).toEqual(option.some(5));
  });

  it('knows the cause by its type', () => {
    const byCause: BackoffPolicy<ConnectionError> = pipe(
      connectionStrategy(),
      giveUpWhen<ConnectionError>(({ cause }) => cause.kind === 'handshake' && cause.status === 404),
      forCause<ConnectionError>(closedWith(1012), tiered([{ delay: 250 }])),
      equalJitter({ random: () => 0 }),
    );
    const typed = { ...failure(), cause: closedBy(1012) };

    expect(byCause(typed)).toEqual(option.some(125));
  });

  it('is told apart from what is none by the compiler', () => {
    const typedOnly = (): void => {
      // @ts-expect-error -- a number is no Option
      reconnect(() => 1_000);
      // @ts-expect-error -- a policy and not a delay
      retryWithBackoff(1_000);
      // @ts-expect-error -- a policy that needs to know the cause cannot serve any observable
      retryWithBackoff((context: { readonly cause: ConnectionError }) =>
        constant(context.cause.message.length),
      );
      // @ts-expect-error -- a combinator is no policy
      reconnect(capDelay(1_000));
      // @ts-expect-error -- a policy of its own is no combinator
      pipe(exponential(), decorrelatedJitter());
    };

    expect(typedOnly).toBeInstanceOf(Function);
  });
});
