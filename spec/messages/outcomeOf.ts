import type * as t from 'io-ts';
import { describeErrors } from '../../lib/messages/describeErrors.js';

/** The decoded value, or the faults, each as `path: reason`. */
export function outcomeOf<A>(result: t.Validation<A>): A | readonly string[] {
  if (result._tag === 'Right') return result.right;
  return describeErrors(result.left).map(({ path, reason }) => `${path}: ${reason}`);
}
