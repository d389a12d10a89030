import { byteLength } from '../core/byteLength.js';
import { checkCloseCode } from '../core/checkCloseCode.js';
import { fakeUrl } from './fakeUrl.js';

/**
 * What a WebSocket makes of its arguments, whatever they are, before it looks at its state: the conversions of Web IDL
 * and the checks of the standard.
 *
 * @see https://webidl.spec.whatwg.org/#js-type-mapping
 */
export const socketArguments = {
  /** http stands for ws; a fragment, even an empty one, is none of a socket's. */
  url(url: unknown): string {
    const { href } = fakeUrl(url as string, /^(ws|http)s?:$/);
    if (href.includes('#')) throw new DOMException(`The URL '${href}' has a fragment`, 'SyntaxError');
    return href.replace(/^http/, 'ws');
  },

  /** Tokens, each once. */
  protocols(protocols: unknown): readonly string[] {
    const isList = typeof protocols === 'object' && protocols !== null && Symbol.iterator in protocols;
    const all = isList ? Array.from(protocols as Iterable<unknown>, String) : [String(protocols)];
    if (new Set(all).size < all.length || !all.every((each) => /^[\w!#$%&'*+\-.^`|~]+$/.test(each))) {
      throw new DOMException(`The subprotocols '${all.join()}' are no tokens, or repeat`, 'SyntaxError');
    }
    return all;
  },

  /** A code that an application may close with, and a reason that fits, as far as they were given. */
  close(code: unknown, reason: unknown): readonly [code?: number, reason?: string] {
    // Chromium: what comes before something that is given is given too.
    if (code === undefined && reason === undefined) return [];
    const number = whole(code);
    const words = reason === undefined ? undefined : wellFormed(reason);
    try {
      checkCloseCode(number);
    } catch (cause) {
      throw new DOMException((cause as Error).message, 'InvalidAccessError');
    }
    if (words === undefined) return [number];
    if (byteLength(words) > 123) {
      throw new DOMException('A close reason has at most 123 bytes of UTF-8', 'SyntaxError');
    }
    return [number, words];
  },

  /** Bytes as they are, anything else as text. */
  data(given: readonly unknown[]): { readonly data: unknown; readonly bytes: number } {
    if (given.length === 0) throw new TypeError("Failed to execute 'send': there is nothing to send");
    const [data] = given;
    if (data instanceof Blob) return { data, bytes: data.size };
    if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) return { data, bytes: data.byteLength };
    const text = wellFormed(data);
    return { data: text, bytes: byteLength(text) };
  },
};

/** A code as a whole number; where Web IDL rounds, Chromium cuts. What is too large stays none for an application. */
const whole = (value: unknown): number => Math.trunc(+(value as number)) || 0;

/** `USVString`: a half of a pair of surrogates is none. */
function wellFormed(value: unknown): string {
  return `${value as string}`.replace(/\p{Surrogate}/gu, '\ufffd');
}
