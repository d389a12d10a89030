import { RefusedError } from 'rxwire';

describe('RefusedError', () => {
  it('says what was refused, whatever the peer says of it', () => {
    expect(
      new RefusedError({ code: 'LIMIT_RATE', message: 'slowly', retryable: true, retryAfter: 70 }),
    ).toMatchObject({
      name: 'RefusedError',
      message: 'LIMIT_RATE: slowly',
      code: 'LIMIT_RATE',
      retryable: true,
      retryAfter: 70,
    });
    for (const odd of [undefined, null, 7, { code: 7, message: {}, retryable: 'yes', retryAfter: -1 }])
      expect(new RefusedError(odd)).toMatchObject({
        message: 'INTERNAL: refused',
        code: 'INTERNAL',
        retryable: false,
        retryAfter: undefined,
      });
  });
});
