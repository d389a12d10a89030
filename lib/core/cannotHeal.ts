import { ConnectionError } from './ConnectionError.js';

const fatalCodes: readonly number[] = [1002, 1003, 1007, 1008, 1009, 1010];

/**
 * Whether dialling again can only fail in the same way. `reconnect` gives up on these unless told otherwise:
 *
 * - closes and protocol errors with 1002, 1003, 1007, 1008, 1009, 1010;
 * - handshakes refused with 401 or 403, and a gate that was refused: who you are was not accepted;
 * - a URL that cannot be dialled, a transport that the platform lacks.
 *
 * Every other end is worth another dial, 1000 and 1001 included: the server that says goodbye is often restarting.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
 */
export function cannotHeal(cause: unknown): boolean {
  if (!(cause instanceof ConnectionError)) return false;
  switch (cause.kind) {
    case 'closed':
    case 'protocol':
      return fatalCodes.includes(cause.code);
    case 'handshake':
      return cause.status === 401 || cause.status === 403;
    case 'gate':
      return cause.reason === 'rejected';
    default:
      return cause.kind === 'invalid-url' || cause.kind === 'unsupported';
  }
}
