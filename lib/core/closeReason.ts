/**
 * A close reason that fits: at most 123 bytes of UTF-8, cut on a code point.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5.5 — a control frame has at most 125 bytes, two are the code
 */
export function closeReason(reason: string): string {
  const { read } = new TextEncoder().encodeInto(reason, new Uint8Array(123));
  return reason.slice(0, read);
}
