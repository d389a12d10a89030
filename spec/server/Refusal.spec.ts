import { Refusal } from '../../lib/server/Refusal.js';

describe('Refusal', () => {
  it('says by its code whether the same request may succeed later', () => {
    const may = (
      ['FORBIDDEN', 'LIMIT_RATE', 'UNAVAILABLE', 'TIMEOUT', 'INTERNAL', 'LIMIT_CHANNELS'] as const
    ).map((code) => new Refusal(code, 'x').retryable);

    expect(may).toEqual([false, true, true, true, true, false]);
  });

  it('keeps what it came from', () => {
    const cause = new Error('database');

    expect(new Refusal('INTERNAL', 'x', 5, cause)).toMatchObject({ message: 'x', retryAfter: 5, cause });
    expect(new Refusal('INTERNAL', 'x').retryAfter).toBeNull();
  });
});
