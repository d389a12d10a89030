import { linkClosed } from '../../lib/core/linkClosed.js';

describe('linkClosed', () => {
  it.each([
    [1012, 'restart', 'closed with 1012: restart'],
    [1006, '', 'closed with 1006'],
  ])('says %i and %p', (code, reason, message) => {
    const cause = new Error('reset');

    const error = linkClosed(code, reason, true, cause);

    expect({ ...error, message: error.message, cause: error.cause }).toEqual({
      kind: 'closed',
      code,
      reason,
      wasClean: true,
      message,
      cause,
    });
  });
});
