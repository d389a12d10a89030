import * as t from 'io-ts';

const shape =
  /^(?:\d{4}|[+-]\d{6})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?$/;

/**
 * A moment as ISO 8601 text, kept as the text it came in.
 *
 * ```text
 * '2026-03-01T12:00:00.000Z'    valid
 * '2026-03-01T13:00:00+01:00'   valid
 * '2026-03-01'                  valid: midnight, UTC
 * '2026-02-30T12:00:00Z'        invalid: there is no such day
 * 'Invalid Date', null, 1.7e12  invalid
 * ```
 *
 * It takes what the date time string format of ECMAScript takes, but for 24:00, with up to nine digits of a
 * second, and answers alike in every engine: a timestamp that passes is never a NaN date.
 *
 * @see https://tc39.es/ecma262/#sec-date-time-string-format
 */
export const IsoTimestamp: t.Type<string> = new t.Type(
  'ISO 8601 timestamp',
  isIsoTimestamp,
  (input, context) => (isIsoTimestamp(input) ? t.success(input) : t.failure(input, context)),
  t.identity,
);

function isIsoTimestamp(input: unknown): input is string {
  if (typeof input !== 'string' || !shape.test(input)) return false;
  const yearEnd = input[0] === '+' || input[0] === '-' ? 7 : 4;
  // Years of four digits are all within the range of a Date, the longer ones reach beyond it.
  return isDayOfMonth(input, yearEnd) && (yearEnd === 4 || !Number.isNaN(Date.parse(input)));
}

/** V8 reads 30 February as 1 March, other engines as NaN. */
function isDayOfMonth(text: string, yearEnd: number): boolean {
  const day = numberAt(text, yearEnd + 4);
  return day < 29 || day <= daysInMonth(Number(text.slice(0, yearEnd)), numberAt(text, yearEnd + 1));
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The number of two digits at a place. */
function numberAt(text: string, index: number): number {
  return (text.charCodeAt(index) - 48) * 10 + text.charCodeAt(index + 1) - 48;
}
