/** Bytes of a message on the wire: text as UTF-8, binary as it is, anything else as its JSON. */
export function byteLength(message: unknown): number {
  // By structure, so that buffers of another realm, and shared ones, count as what they are.
  const bytes = (message as { readonly byteLength?: unknown } | null | undefined)?.byteLength;
  if (typeof bytes === 'number') return bytes;
  // What JSON leaves out is undefined here, and encodes to nothing.
  const text = typeof message === 'string' ? message : (JSON.stringify(message) as string | undefined);
  return new TextEncoder().encode(text).length;
}
