import { Refusal } from '../../lib/server/Refusal.js';
import type { RefusalCode } from '../../lib/server/Refusal.js';
import { statusOf } from '../../lib/server/statusOf.js';

describe('statusOf', () => {
  it.each(Object.entries(statusOf))('says of %s with %d whether to try again', (code, status) => {
    expect(status === 429 || status >= 500).toBe(new Refusal(code as RefusalCode, '').retryable);
  });

  it('is what HTTP says of such a thing', () => {
    expect(statusOf).toEqual({
      BAD_REQUEST: 400,
      UNAUTHORIZED: 401,
      FORBIDDEN: 403,
      EXPIRED: 401,
      UNKNOWN_CHANNEL: 404,
      ALREADY_SUBSCRIBED: 409,
      NOT_SUBSCRIBED: 409,
      LIMIT_CHANNELS: 400,
      LIMIT_KEYS: 400,
      LIMIT_CONNECTIONS: 429,
      LIMIT_RATE: 429,
      LIMIT_PAYLOAD: 413,
      UNRECOVERABLE: 410,
      UNAVAILABLE: 503,
      TIMEOUT: 504,
      INTERNAL: 500,
    });
  });
});
