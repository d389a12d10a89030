import { brand } from '../core/brand.js';

/** A request that a hub refused, or whose handler failed: what it said. */
export class RefusedError extends Error {
  declare readonly name: 'RefusedError';
  /** For programs: `FORBIDDEN`, `BAD_REQUEST`, `TIMEOUT`, `INTERNAL` … */
  readonly code: string;
  /** Whether the same may succeed later. */
  readonly retryable: boolean;
  /** How long to wait before that, in ms, if the hub says. */
  readonly retryAfter: number | undefined;

  constructor(data: unknown) {
    const { code, message, retryable, retryAfter } = (data ?? {}) as Partial<Record<string, unknown>>;
    const known = typeof code === 'string' ? code : 'INTERNAL';
    super(`${known}: ${typeof message === 'string' ? message : 'refused'}`);
    this.code = known;
    this.retryable = retryable === true;
    this.retryAfter = typeof retryAfter === 'number' && retryAfter >= 0 ? retryAfter : undefined;
  }
}
brand(RefusedError, 'RefusedError');
