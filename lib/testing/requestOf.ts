/** What a request asks for. */
export interface AskedRequest {
  /** Absolute. */
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
  readonly signal: AbortSignal | null | undefined;
}

/**
 * What fetch makes of its arguments: a URL, or a `Request`, of which each member of `init` takes the place.
 *
 * Errors: `TypeError`, with which fetch rejects, for what it does not send.
 *
 * @see https://fetch.spec.whatwg.org/#dom-request
 */
export function requestOf(input: string | URL | Request, init: RequestInit): AskedRequest {
  const request = typeof input === 'object' && 'url' in input ? input : undefined;
  const { body = request?.body, signal = request?.signal } = init;
  const url = urlOf(request?.url ?? String(input));
  const headers = new Headers(init.headers ?? request?.headers);
  const given = init.method ?? request?.method ?? 'GET';
  const method = /^(delete|get|head|options|post|put)$/i.test(given) ? given.toUpperCase() : given;
  if (body !== undefined && body !== null && /^(GET|HEAD)$/.test(method)) {
    throw new TypeError(`A request with method ${method} has no body`);
  }
  return { url, method, headers, body, signal };
}

function urlOf(text: string): string {
  let url: URL;
  try {
    url = new URL(text, (globalThis as { location?: { href: string } }).location?.href);
  } catch (cause) {
    throw new TypeError(`Failed to parse URL from ${text}`, { cause });
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError(`Request cannot be constructed from a URL that includes credentials: ${text}`);
  }
  return url.href;
}
