/** What a request is refused with, and what the client may conclude. */
export type RefusalCode =
  | 'BAD_REQUEST'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'EXPIRED'
  | 'UNKNOWN_CHANNEL'
  | 'ALREADY_SUBSCRIBED'
  | 'NOT_SUBSCRIBED'
  | 'LIMIT_CHANNELS'
  | 'LIMIT_KEYS'
  | 'LIMIT_CONNECTIONS'
  | 'LIMIT_RATE'
  | 'LIMIT_PAYLOAD'
  | 'UNRECOVERABLE'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'INTERNAL';

const retryable: readonly RefusalCode[] = [
  'LIMIT_RATE',
  'LIMIT_CONNECTIONS',
  'UNAVAILABLE',
  'TIMEOUT',
  'INTERNAL',
];

/** Ends the handling of a request with an error reply of this code. */
export class Refusal extends Error {
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;

  constructor(
    readonly code: RefusalCode,
    message: string,
    /** How long the client had better wait, in ms. */
    readonly retryAfter: number | null = null,
    cause?: unknown,
    /** What it is over HTTP, where that is not what the code says. */
    readonly status?: number,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.retryable = retryable.includes(code);
  }
}

/** Of a hub that is to end. */
export function goingAway(): Refusal {
  return new Refusal('UNAVAILABLE', 'going away', 1_000);
}
