import type * as t from 'io-ts';
import { withoutBranches } from './withoutBranches.js';

/** One thing that is wrong with a message. */
export interface ErrorDescription {
  /** Where: the keys down to the value, joined by dots; empty for the message as a whole. */
  readonly path: string;
  /** What was expected and what came instead. */
  readonly reason: string;
}

/**
 * Says in plain words where a document is wrong, and how.
 *
 * ```text
 * {"type":"chat","data":{"text":5}}   → [{ path: 'data.text', reason: 'expected string, got 5' }]
 * {"type":"chat"                      → [{ path: '', reason: "Expected ',' or '}' after …" }]
 * ```
 *
 * A reason quotes at most 40 characters of what came, however large it was.
 *
 * @example
 * ```ts
 * import { describeErrors, messages } from 'rxwire/messages';
 *
 * const result = messages.decode('{"type":"chat","data":{"text":5}}');
 * if (result._tag === 'Left') console.warn(describeErrors(result.left));
 * ```
 */
export function describeErrors(errors: t.Errors): readonly ErrorDescription[] {
  return errors.map(({ context, message, value }) => ({
    path: withoutBranches(context)
      .map(({ key }) => key)
      .filter((key, index) => index > 0 || key !== '')
      .join('.'),
    reason:
      message ?? `expected ${context[context.length - 1]?.type.name ?? 'another value'}, got ${quote(value)}`,
  }));
}

function quote(value: unknown): string {
  if (typeof value === 'string') {
    return value.length > 40 ? `a string of ${value.length} characters` : JSON.stringify(value);
  }
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
