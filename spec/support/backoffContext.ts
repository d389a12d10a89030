import type { BackoffContext, BackoffPolicy } from 'rxwire';

/** One failure as a policy sees it; what is not said is as at the first failure of a series. */
export function failure(context: Partial<BackoffContext> = {}): BackoffContext {
  return { attempt: 1, elapsed: 0, uptime: 0, cause: undefined, previousDelay: 0, ...context };
}

/** What a policy answers: the delay in ms, or `none`. */
export function answer(policy: BackoffPolicy, context: Partial<BackoffContext> = {}): number | 'none' {
  const decision = policy(failure(context));
  return decision._tag === 'None' ? 'none' : decision.value;
}

/** What a policy answers at these attempts. */
export function answers(policy: BackoffPolicy, attempts: readonly number[]): (number | 'none')[] {
  return attempts.map((attempt) => answer(policy, { attempt }));
}
