import { unreachable } from '../../lib/transports/unreachable.js';

describe('unreachable', () => {
  it.each([
    [
      'an error with a code',
      Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
      'refused',
      { code: 'ECONNREFUSED' },
    ],
    ['an error without one', new Error('blocked'), 'blocked', {}],
    ['text', 'blocked', 'blocked', {}],
    ['nothing', null, 'never opened', {}],
  ])('says what it is told: %s', (_, cause, words, details) => {
    const error = unreachable(cause);

    expect({ ...error, message: error.message, cause: error.cause }).toEqual({
      kind: 'unreachable',
      message: `no connection: ${words}`,
      cause,
      ...details,
    });
  });

  it('has words where the platform has none', () => {
    expect(unreachable(undefined).message).toBe('no connection: never opened');
  });
});
