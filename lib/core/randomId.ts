/**
 * 128 random bits as 32 hexadecimal digits.
 *
 * Asks `crypto.getRandomValues`, which, unlike `randomUUID`, is there on pages without HTTPS as well. It is
 * looked up at the call.
 *
 * Errors: throws a `TypeError` where the platform has no `crypto`.
 */
export function randomId(): string {
  const crypto = (globalThis as { crypto?: Crypto }).crypto;
  if (!crypto) throw new TypeError('There is no crypto here: pass newId, or an id.');
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
