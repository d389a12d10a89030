import { factsOf, isError } from '../../lib/testing/errorsAsFacts.js';

type Tester = (
  this: { equals(one: unknown, other: unknown, testers: readonly Tester[]): boolean },
  one: unknown,
  other: unknown,
  testers: readonly Tester[],
) => boolean | undefined;

/** Makes errors equal when they say the same; jest's `toEqual` by itself looks at their message alone. */
const sayTheSame: Tester = function (one, other, testers) {
  if (!isError(one) || !isError(other)) return undefined;
  return one === other || this.equals(factsOf(one), factsOf(other), testers);
};

// The types of jest do not know it yet.
(expect as unknown as { addEqualityTesters(testers: readonly Tester[]): void }).addEqualityTesters([
  sayTheSame,
]);
