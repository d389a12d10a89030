import { Refusal } from '../../lib/server/Refusal.js';
import type { RefusalCode } from '../../lib/server/Refusal.js';
import { statusOf } from '../../lib/server/statusOf.js';

describe('statusOf', () => {
  it.each(Object.entries(statusOf))('says of %s with %d whether to try again', (code, status) => {
    expect(status === 429 || status >= 500).toBe(new Refusal(code as RefusalCode, '').retryable);
  });
});
