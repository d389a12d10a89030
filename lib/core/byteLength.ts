/** Bytes of a message on the wire: text as UTF-8, binary as it is, anything else as its JSON. */
export function byteLength(message: unknown): number {
  if (message instanceof ArrayBuffer || ArrayBuffer.isView(message)) return message.byteLength;
  const text = typeof message === 'string' ? message : (JSON.stringify(message) as string | undefined);
  return text === undefined ? 0 : new TextEncoder().encode(text).length;
}
