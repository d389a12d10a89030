import { ConnectionError } from 'rxwire';
import { checkRedisUrl } from '../../lib/redis/checkRedisUrl.js';

describe('checkRedisUrl', () => {
  it.each([
    'redis://127.0.0.1',
    'rediss://user:secret@example.org:6380/2',
    'redis://[::1]:6379',
    'unix:///run/redis.sock',
  ])('takes %s', (url) => {
    expect(() => checkRedisUrl(url)).not.toThrow();
  });

  it.each(['http://example.org', 'localhost:6379', 'redis://', 'redis://a b', '', undefined])(
    'refuses %s',
    (url) => {
      expect(() => checkRedisUrl(url)).toThrow(ConnectionError);
      expect(() => checkRedisUrl(url)).toThrow('url must be a redis, rediss or unix URL');
    },
  );

  it('tells no password', () => {
    expect(() => checkRedisUrl('http://ann:secret@example.org')).toThrow(/got http:\/\/example.org$/);
  });
});
