import type { RequestHandler, RequestHandlerConfig } from './requestHandler.js';

/** Types that have a meaning of their own on the wire. */
export const reservedTypes: readonly string[] = ['systemMessage', 'ping', 'pong', 'error'];

/** The handlers by type; a Map, since any text is a type. Throws a `TypeError` for what is no handler, and for a reserved type. */
export function checkHandlers(
  handlers: Readonly<Record<string, RequestHandler<never>>>,
): ReadonlyMap<string, RequestHandlerConfig<unknown>> {
  const entries = Object.entries(handlers);
  for (const [type, handler] of entries) {
    const { decode, handle } = (handler ?? {}) as Partial<RequestHandler<never>>;
    if (typeof decode !== 'function' || typeof handle !== 'function')
      throw new TypeError(`requests.${type} must be made by requestHandler`);
    if (reservedTypes.includes(type))
      throw new TypeError(`requests.${type}: that type has a meaning of its own`);
  }
  return new Map(entries) as unknown as ReadonlyMap<string, RequestHandlerConfig<unknown>>;
}
