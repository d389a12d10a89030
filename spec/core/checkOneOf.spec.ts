import { checkOneOf } from '../../lib/core/checkOneOf.js';

describe('checkOneOf', () => {
  it('lets what is listed pass', () => {
    expect(() => checkOneOf('jitter', 'full', ['none', 'full'])).not.toThrow();
  });

  it.each([['half'], ['Full'], [''], [undefined], [null], [0]])(
    'refuses %p, naming the option, the value and what may stand there',
    (value) => {
      expect(() => checkOneOf('jitter', value, ['none', 'full'])).toThrow(
        new TypeError(`jitter must be one of none, full; got ${String(value)}`),
      );
    },
  );
});
