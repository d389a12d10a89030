import { ConnectionError } from '../core/ConnectionError.js';
import type { ConnectionErrorKind } from '../core/ConnectionError.js';
import { factsOf, isError } from './errorsAsFacts.js';
import { jsonOf } from './recordedMessage.js';
import type { JsonValue, RecordedError } from './SessionFixture.js';
import { showValue } from './showValue.js';

/** What was thrown, as JSON; of a chain of causes the first `depth`. What JSON cannot say is an error that shows it. */
export function recordedError(thrown: unknown, depth = 8): RecordedError {
  if (!isError(thrown)) {
    const json = jsonOf(thrown);
    return json === undefined ? { name: 'Error', message: showValue(thrown), fields: {} } : { json };
  }
  const { name, message, cause, ...rest } = factsOf(thrown);
  return {
    name: String(name),
    message: String(message),
    fields: jsonMembers(rest),
    ...(cause === undefined || depth <= 1 ? {} : { cause: recordedError(cause, depth - 1) }),
  };
}

/** The error again: a `ConnectionError`, or an `Error` with the name and the fields. */
export function playedError(recorded: RecordedError): unknown {
  if ('json' in recorded) return structuredClone(recorded.json);
  const { name, message, fields } = recorded;
  const cause = recorded.cause && playedError(recorded.cause);
  const { kind, ...details } = structuredClone(fields) as Record<string, unknown>;
  if (name === 'ConnectionError' && typeof kind === 'string') {
    return new ConnectionError(kind as ConnectionErrorKind, message, details as never, cause);
  }
  const error = new Error(message, recorded.cause && { cause });
  if (name !== error.name) Object.defineProperty(error, 'name', { value: name, configurable: true });
  return Object.assign(error, structuredClone(fields));
}

/** The members that JSON can say. */
export function jsonMembers(value: object): { readonly [key: string]: JsonValue } {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      const json = jsonOf(member);
      return json === undefined ? [] : [[key, json]];
    }),
  );
}
