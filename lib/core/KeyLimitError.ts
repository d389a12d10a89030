/** Refuses a publication that would give a channel more keys than it may have. Thrown by every broker. */
export class KeyLimitError extends Error {
  override readonly name = 'KeyLimitError';

  constructor(
    readonly channel: string,
    /** Keys that it may have. */
    readonly limit: number,
  ) {
    super(`the channel may have ${limit} keys: remove some first`);
  }
}
