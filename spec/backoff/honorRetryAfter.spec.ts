import fc from 'fast-check';
import { ConnectionError, backoff, constant, honorRetryAfter } from 'rxwire';

const ask = { attempt: 1, elapsed: 0, uptime: 0, previousDelay: 0 };

describe('honorRetryAfter', () => {
  it('adds what the peer asked for to the wait of the policy', () => {
    const cause = new ConnectionError('handshake', 'busy', { status: 503, headers: {}, retryAfter: 20_000 });

    const delay = honorRetryAfter()(constant(500))({ ...ask, cause });

    expect(delay).toEqual({ _tag: 'Some', value: 20_500 });
  });

  it('leaves the wait alone when the peer asked for nothing, or the cause is none of a link', () => {
    const policy = honorRetryAfter()(constant(500));
    const closed = new ConnectionError('closed', 'gone', { code: 1006, reason: '', wasClean: false });

    expect(policy({ ...ask, cause: closed })).toEqual({ _tag: 'Some', value: 500 });
    expect(policy({ ...ask, cause: new Error('else') })).toEqual({ _tag: 'Some', value: 500 });
  });

  it('believes a peer up to an hour, or as told', () => {
    const cause = new ConnectionError('handshake', 'busy', { status: 503, headers: {}, retryAfter: 9e10 });

    expect(honorRetryAfter()(constant(500))({ ...ask, cause })).toEqual({ _tag: 'Some', value: 3_600_500 });
    expect(honorRetryAfter(1_000)(constant(500))({ ...ask, cause })).toEqual({ _tag: 'Some', value: 1_500 });
    expect(honorRetryAfter(Infinity)(constant(500))({ ...ask, cause })).toEqual({
      _tag: 'Some',
      value: 2_147_483_647,
    });
    expect(() => honorRetryAfter(-1)).toThrow(new RangeError('most must be a number, 0 or more; got -1'));
  });

  it('is part of the everyday policy, behind its cap', () => {
    const cause = new ConnectionError('handshake', 'busy', { status: 429, headers: {}, retryAfter: 120_000 });

    const delay = backoff({ jitter: 'none', initialDelay: 1_000 })({ ...ask, cause });

    expect(delay).toEqual({ _tag: 'Some', value: 121_000 });
  });
  it('is believed by the everyday policy up to maxRetryAfter, and not at all with 0', () => {
    const cause = new ConnectionError('handshake', 'busy', { status: 429, headers: {}, retryAfter: 120_000 });
    const wait = (maxRetryAfter: number): unknown =>
      backoff({ jitter: 'none', initialDelay: 1_000, maxRetryAfter })({ ...ask, cause });

    expect(wait(5_000)).toEqual({ _tag: 'Some', value: 6_000 });
    expect(wait(0)).toEqual({ _tag: 'Some', value: 1_000 });
    expect(() => backoff({ maxRetryAfter: -1 })).toThrow(
      new RangeError('maxRetryAfter must be a number, 0 or more; got -1'),
    );
  });

  it('never makes a client faster than its policy, whatever the peer says', () => {
    const details = { code: 1006, reason: '', wasClean: false };
    fc.assert(
      fc.property(fc.double(), fc.integer({ min: 1, max: 30 }), (retryAfter, attempt) => {
        const asked = new ConnectionError('closed', 'gone', { ...details, retryAfter });
        const silent = new ConnectionError('closed', 'gone', details);
        const policy = backoff({ random: () => 0.5 });

        const [slower, own] = [asked, silent].map((cause) => policy({ ...ask, attempt, cause }));

        const value = (decision: typeof own): number => (decision?._tag === 'Some' ? decision.value : NaN);
        expect(value(slower)).toBeGreaterThanOrEqual(value(own));
        expect(value(slower)).toBeLessThanOrEqual(value(own) + 3_600_000);
      }),
    );
  });
});
