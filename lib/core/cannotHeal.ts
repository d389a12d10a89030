import { ConnectionError } from './ConnectionError.js';

/** What a cause says most closely: a code, an HTTP status, a gate's reason or the kind; they do not overlap. */
const fatal: readonly unknown[] = [
  'rejected',
  'invalid-url',
  'unsupported',
  204,
  401,
  403,
  1002,
  1003,
  1007,
  1008,
  1009,
  1010,
];

/**
 * Whether dialling again can only fail in the same way. `reconnect` gives up on these unless told otherwise:
 *
 * - closes and protocol errors with 1002, 1003, 1007, 1008, 1009, 1010;
 * - handshakes refused with 401 or 403, and a gate that was refused: who you are was not accepted;
 * - an event stream answered with 204: the server wants no more dials;
 * - a URL that cannot be dialled, a transport that the platform lacks.
 *
 * Every other end is worth another dial, 1000 and 1001 included: the server that says goodbye is often restarting.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
 */
export function cannotHeal(cause: unknown): boolean {
  if (!(cause instanceof ConnectionError)) return false;
  const { kind, code, status, reason } = cause as Partial<
    Record<'kind' | 'code' | 'status' | 'reason', unknown>
  >;
  return fatal.includes(code ?? status ?? reason ?? kind);
}
