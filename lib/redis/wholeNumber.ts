/** A limit as the engine takes it: whole, from 0 to the largest safe integer, which stands for none. */
export function wholeNumber(value: number): string {
  return String(Math.max(0, Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER)));
}
