import { errorOf } from '../../lib/sync/errorOf.js';

describe('errorOf', () => {
  it.each([
    [
      { code: 'FORBIDDEN', message: 'no', retryable: false, retryAfter: null },
      ['FORBIDDEN', false, undefined],
    ],
    [{ code: 'LIMIT_RATE', message: 'slow', retryable: true, retryAfter: 500 }, ['LIMIT_RATE', true, 500]],
    [
      { code: 'LIMIT_RATE', message: 'slow', retryable: 'yes', retryAfter: -1 },
      ['LIMIT_RATE', false, undefined],
    ],
    [null, ['INTERNAL', false, undefined]],
    ['oops', ['INTERNAL', false, undefined]],
  ])('reads %j as far as it keeps to the protocol', (data, expected) => {
    const { code, retryable, retryAfter } = errorOf('a', data);

    expect([code, retryable, retryAfter]).toEqual(expected);
  });
});
