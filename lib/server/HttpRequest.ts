/**
 * What is read of a request: the one of `node:http`, of `node:http2`'s compatibility API, of Express, and the raw one of
 * Fastify are such requests.
 */
export interface HttpRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
