import { RequestError } from 'rxwire';

describe('RequestError', () => {
  it('says which request got no reply, and why', () => {
    const error = new RequestError('timeout', 'no reply within 10 ms', 'r1');

    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'RequestError', reason: 'timeout', id: 'r1' });
    expect(error.message).toBe('request r1: no reply within 10 ms');
    expect('cause' in error).toBe(false);
  });

  it('keeps what it came from', () => {
    const cause = new Error('lost');

    expect(new RequestError('interrupted', 'the connection ended', 'r1', cause).cause).toBe(cause);
  });

  it('is known by its brand, across copies of the package', () => {
    const copy = Object.assign(new Error('from another copy'), { [Symbol.for('rxwire.RequestError')]: true });

    expect(copy).toBeInstanceOf(RequestError);
    expect(new Error('request r1: no reply')).not.toBeInstanceOf(RequestError);
  });
});
