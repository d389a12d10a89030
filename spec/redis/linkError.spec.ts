import { ConnectionError } from 'rxwire';
import { linkError } from '../../lib/redis/linkError.js';

describe('linkError', () => {
  it('is unreachable with the code of the system where no link came about', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

    expect(linkError(cause, false)).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED', cause });
    expect('code' in linkError(new Error('x'), false)).toBe(false);
  });

  it('is closed with 1006 where the link broke', () => {
    const cause = new Error('Socket closed unexpectedly');

    expect(linkError(cause, true)).toMatchObject({
      kind: 'closed',
      code: 1006,
      reason: 'Socket closed unexpectedly',
      wasClean: false,
      cause,
    });
  });

  it('is what it was where it is a ConnectionError already', () => {
    const error = new ConnectionError('unsupported', 'x', {});

    expect(linkError(error, true)).toBe(error);
  });
});
