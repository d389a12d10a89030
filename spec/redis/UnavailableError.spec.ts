import { UnavailableError } from 'rxwire/redis';

describe('UnavailableError', () => {
  it('is an error with a code, and says whether it may have been done', () => {
    const cause = new Error('why');
    const error = new UnavailableError('words', true, cause);

    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'UnavailableError',
      code: 'UNAVAILABLE',
      message: 'words',
      mayBeDone: true,
      cause,
    });
    expect('cause' in new UnavailableError('words', false)).toBe(false);
  });

  it('is known across copies of the package, by its brand', () => {
    const other = Object.assign(new Error('of another copy'), {
      [Symbol.for('rxwire.UnavailableError')]: true,
    });

    expect(other).toBeInstanceOf(UnavailableError);
    expect(new Error('x')).not.toBeInstanceOf(UnavailableError);
  });
});
