import { endOf } from '../../lib/server/endOf.js';
import { Refusal } from '../../lib/server/Refusal.js';

describe('endOf', () => {
  it.each([
    ['UNAUTHORIZED', 4001],
    ['EXPIRED', 4001],
    ['TIMEOUT', 4008],
    ['UNAVAILABLE', 4100],
    ['BAD_REQUEST', 4009],
  ] as const)('after %s closes with %i', (code, expected) => {
    expect(endOf(new Refusal(code, 'no'))[0]).toBe(expected);
  });
});
