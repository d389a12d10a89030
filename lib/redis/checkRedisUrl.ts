import { ConnectionError } from '../core/ConnectionError.js';

/** Throws a `ConnectionError` of kind `invalid-url`, which holds no password, unless the client can dial it. */
export function checkRedisUrl(url: unknown): void {
  if (
    typeof url === 'string' &&
    (/^unix:\/\/./.test(url) || (/^rediss?:\/\/./.test(url) && URL.canParse(url)))
  )
    return;
  const shown = String(url).replace(/\/\/[^/]*@/, '//');
  throw new ConnectionError('invalid-url', `url must be a redis, rediss or unix URL; got ${shown}`, {
    url: shown,
  });
}
