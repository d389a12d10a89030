import { ChannelError } from 'rxwire';

describe('ChannelError', () => {
  it('is an Error that says which channel, what, and whether to try again', () => {
    const cause = new Error('why');
    const error = new ChannelError(
      'room:1',
      { code: 'LIMIT_RATE', message: 'too many', retryable: true, retryAfter: 500 },
      cause,
    );

    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'ChannelError',
      message: 'channel room:1: LIMIT_RATE: too many',
      code: 'LIMIT_RATE',
      channel: 'room:1',
      retryable: true,
      retryAfter: 500,
      cause,
    });
    expect('cause' in new ChannelError('a', { code: 'X', message: '', retryable: false })).toBe(false);
  });

  it('is known across copies of the package', () => {
    const theirs = Object.assign(new Error('another copy'), { [Symbol.for('rxwire.ChannelError')]: true });

    expect(theirs).toBeInstanceOf(ChannelError);
    expect(new Error('none')).not.toBeInstanceOf(ChannelError);
  });
});
