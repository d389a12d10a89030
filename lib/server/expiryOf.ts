import { asyncScheduler } from 'rxjs';

/**
 * When something ends to hold, in ms since 1970; `Infinity` for never.
 *
 * ```text
 * {}                                      Infinity
 * { expiresIn: 5_000 }                    5 s from now
 * { expiresAt: 1_800_000_000_000 }        then
 * { expiresIn: '1h' }, { expiresAt: NaN } a TypeError
 * ```
 */
export function expiryOf({
  expiresAt = Infinity,
  expiresIn = Infinity,
}: {
  readonly expiresAt?: number;
  readonly expiresIn?: number;
}): number {
  for (const [name, value] of Object.entries({ expiresAt, expiresIn })) {
    // From JavaScript, and of tokens that others have made, it may be anything; never the reason to trust for ever.
    if (typeof value !== 'number' || Number.isNaN(value)) {
      throw new TypeError(`${name} must be a number of ms; got ${String(value)}`);
    }
  }
  return Math.min(expiresAt, asyncScheduler.now() + expiresIn);
}
