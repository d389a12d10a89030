/**
 * What a client does with a publication of a channel that keeps history, having accepted `last` as the latest.
 *
 * ```text
 * last    41  41  41
 * offset  42  41  44
 *         accept, duplicate, hole
 * ```
 *
 * Accepted is the next one and no other. What is not higher has been seen. What is higher came too early: something is
 * missing before it.
 */
export function clientRule(last: number, offset: number): 'accept' | 'duplicate' | 'hole' {
  if (offset === last + 1) return 'accept';
  return offset <= last ? 'duplicate' : 'hole';
}
