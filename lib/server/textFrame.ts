/**
 * A text message as one frame of the WebSocket protocol, as a server sends it: complete and unmasked.
 *
 * ```text
 * 81 05 68 65 6c 6c 6f               'hello'
 * 81 7e 01 00 …                      256 bytes: the length in two bytes more
 * 81 7f 00 00 00 00 00 01 00 00 …    65,536 bytes: in eight
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2
 */
export function textFrame(text: string): Uint8Array {
  const size = Buffer.byteLength(text);
  const start = size < 126 ? 2 : size < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + size);
  frame[0] = 0x81;
  if (start === 2) frame[1] = size;
  else if (start === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(size, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(Math.floor(size / 2 ** 32), 2);
    frame.writeUInt32BE(size % 2 ** 32, 6);
  }
  frame.write(text, start);
  return frame;
}
