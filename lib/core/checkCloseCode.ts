/**
 * Throws unless an application may close with this code.
 *
 * @see https://websockets.spec.whatwg.org/#dom-websocket-close — 1000, or 3000 to 4999
 */
export function checkCloseCode(code: number): void {
  if (code !== 1000 && !(Number.isInteger(code) && code >= 3000 && code <= 4999)) {
    throw new RangeError(`close code must be 1000 or from 3000 to 4999, got ${String(code)}`);
  }
}
