import { absoluteUrl } from './absoluteUrl.js';

/**
 * The URL that a WebSocket dials: `http` turned into `ws`, as newer platforms do themselves.
 *
 * Errors: kind `invalid-url`, naming the value.
 *
 * @see https://websockets.spec.whatwg.org/#dom-websocket-websocket
 */
export function webSocketUrl(value: string | URL): string {
  return absoluteUrl(value, /^(ws|http)s?:$/, 'a ws, wss, http or https').replace(/^http/, 'ws');
}
