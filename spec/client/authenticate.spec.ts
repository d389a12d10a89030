import { authenticate, lifeOf } from '../../lib/client/authenticate.js';
import { marbles } from '../support/marbles.js';

describe('authenticate', () => {
  it('is a request of the protocol', () => {
    marbles(() => {
      expect(authenticate('r0', 'abc')).toEqual({
        type: 'systemMessage',
        id: 'r0',
        timestamp: '1970-01-01T00:00:00.000Z',
        data: { action: 'authenticate', token: 'abc' },
      });
    })();
  });

  it.each([
    [0, 0],
    [5, 5],
    [-1, undefined],
    ['5', undefined],
    [NaN, undefined],
    [undefined, undefined],
  ])('takes %p as a life of %p', (given, expected) => {
    expect(lifeOf(given)).toBe(expected);
  });
});
