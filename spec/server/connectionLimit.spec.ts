import { connectionLimit } from '../../lib/server/connectionLimit.js';

describe('connectionLimit', () => {
  it('lets so many of each in, and another one for each that ends', () => {
    const limit = connectionLimit(2, 'a user');
    const first = limit.enter('a');
    limit.enter('a');

    expect(() => limit.enter('a')).toThrow('a user may have 2 connections');
    expect(() => limit.enter('a')).toThrow(
      expect.objectContaining({ code: 'LIMIT_CONNECTIONS', retryAfter: 5_000, retryable: true }) as Error,
    );
    limit.enter('b');
    first();
    limit.enter('a');
    expect(() => limit.enter('a')).toThrow();
  });

  it('counts an end once', () => {
    const limit = connectionLimit(2, 'a user');
    const first = limit.enter('a');
    limit.enter('a');
    first();
    first();
    limit.enter('a');

    expect(() => limit.enter('a')).toThrow();
  });

  it('has no limit for nobody, and none where it is infinite', () => {
    const [one, any] = [connectionLimit(1, 'a user'), connectionLimit(Infinity, 'a user')];

    for (let n = 0; n < 3; n++) {
      one.enter('')();
      one.enter('');
      any.enter('a');
    }
    one.enter('a');
    expect(() => one.enter('a')).toThrow();
  });
});
