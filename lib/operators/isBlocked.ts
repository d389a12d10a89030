import { ConnectionError } from '../core/ConnectionError.js';

/** Ways to fail that another transport does not change: the application's, and a wish for no link at all. */
const elsewhere: readonly string[] = ['invalid-url', 'provider', 'suspended', 'application'];

/**
 * Whether a transport may have failed for what lies between the two ends, so that another one may get through. Not so for:
 *
 * - who you are was not accepted: a handshake refused with 401 or 403, a gate that was refused;
 * - a server that closed with a code of the application's own, from 4000 on: it was reached;
 * - what the application failed with: a provider, a URL that cannot be dialled;
 * - no link being wanted: offline, or parked.
 */
export function isBlocked(cause: unknown): boolean {
  if (!(cause instanceof ConnectionError)) return false;
  const { kind } = cause;
  if (kind === 'handshake') return cause.status !== 401 && cause.status !== 403;
  if (kind === 'gate') return cause.reason !== 'rejected';
  if (kind === 'closed') return cause.code < 4_000;
  return !elsewhere.includes(kind);
}
