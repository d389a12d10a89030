/**
 * What a client has said, fit for a line of a log: characters that end or move a line are escaped, and it is cut to `limit` characters.
 *
 * ```text
 * 'a\nERROR b'       a\u{a}ERROR b
 * '\x1b[2Jgone'      \u{1b}[2Jgone
 * ```
 */
export function printable(text: string, limit = 64): string {
  const short = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return short.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`,
  );
}
