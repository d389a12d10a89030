import * as t from 'io-ts';

/**
 * An integer that a double holds exactly, so that `offset + 1` is always another number.
 *
 * ```text
 * 0, 42, 9007199254740991          valid
 * 1.5, 9007199254740992, NaN, '1'  invalid
 * ```
 *
 * @see https://tc39.es/ecma262/#sec-number.issafeinteger
 */
export const SafeInteger: t.Type<number> = new t.Type(
  'safe integer',
  isSafeInteger,
  (input, context) => (isSafeInteger(input) ? t.success(input) : t.failure(input, context)),
  t.identity,
);

function isSafeInteger(input: unknown): input is number {
  return Number.isSafeInteger(input);
}
