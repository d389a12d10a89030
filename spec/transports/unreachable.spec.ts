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
    ['nothing', null, 'null', {}],
  ])('says what it is told: %s', (_, cause, words, details) => {
    const error = unreachable(cause);

    expect({ ...error, message: error.message, cause: error.cause }).toEqual({
      kind: 'unreachable',
      message: `no connection: ${words}`,
      cause,
      ...details,
    });
  });

  it('says it in other words where it is given them', () => {
    expect(unreachable(undefined, 'closed before it opened').message).toBe(
      'no connection: closed before it opened',
    );
  });
});
