/**
 * The words of something that was thrown, or the given ones when it has none.
 *
 * Goes by shape: an error of another realm is no `instanceof Error`.
 */
export function reasonOf(thrown: unknown, otherwise: string): string {
  const hasMessage = typeof thrown === 'object' && thrown !== null && 'message' in thrown;
  return hasMessage && typeof thrown.message === 'string' ? thrown.message : otherwise;
}
