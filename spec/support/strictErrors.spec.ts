import { ConnectionError } from 'rxwire';
import { closedBy } from 'rxwire/testing';

describe('in this suite', () => {
  it('errors are equal when they say the same', () => {
    expect([closedBy(1012)]).toEqual([closedBy(1012)]);
    expect(new Error('a', { cause: new RangeError('b') })).toEqual(
      new Error('a', { cause: new RangeError('b') }),
    );
  });

  it.each<[string, Error, Error]>([
    ['code', new ConnectionError('protocol', 'a', { code: 1002 }), protocol(1007)],
    ['kind', new ConnectionError('unreachable', 'a', {}), new ConnectionError('unsupported', 'a', {})],
    ['name', new RangeError('a'), new TypeError('a')],
    ['cause', new Error('a', { cause: new Error('b') }), new Error('a', { cause: new Error('c') })],
  ])('and not when they differ in %s', (_, one, other) => {
    expect({ one }).not.toEqual({ one: other });
  });
});

function protocol(code: number): Error {
  return new ConnectionError('protocol', 'a', { code });
}
