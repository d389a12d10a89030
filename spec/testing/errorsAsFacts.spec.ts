import { runInNewContext } from 'node:vm';
import { ConnectionError } from 'rxwire';
import { errorsAsFacts, factsOf, isError } from '../../lib/testing/errorsAsFacts.js';

describe('factsOf', () => {
  it('tells name, message, own fields and cause', () => {
    const cause = new TypeError('b');

    expect(factsOf(new ConnectionError('protocol', 'a', { code: 1002 }, cause))).toEqual({
      name: 'ConnectionError',
      message: 'a',
      kind: 'protocol',
      code: 1002,
      cause,
    });
    expect(factsOf(new AggregateError([cause], 'a'))).toEqual({
      name: 'AggregateError',
      message: 'a',
      errors: [cause],
    });
    expect(factsOf(new DOMException('a', 'AbortError'))).toEqual({ name: 'AbortError', message: 'a' });
  });
});

describe('isError', () => {
  it('knows those of another realm, and nothing else', () => {
    expect(isError(runInNewContext('new Error()'))).toBe(true);
    expect([undefined, null, 'Error', { name: 'Error', message: '' }].map(isError)).not.toContain(true);
  });
});

describe('errorsAsFacts', () => {
  it('turns errors that meet in arrays, objects and causes into what they say', () => {
    const actual = [{ error: new Error('a', { cause: new RangeError('b') }) }, 1];
    const expected = [{ error: new Error('a', { cause: new TypeError('c') }) }, 1];

    expect(errorsAsFacts(actual, expected)).toEqual([
      [{ error: { name: 'Error', message: 'a', cause: { name: 'RangeError', message: 'b' } } }, 1],
      [{ error: { name: 'Error', message: 'a', cause: { name: 'TypeError', message: 'c' } } }, 1],
    ]);
  });

  it('turns an error that meets itself into one and the same thing', () => {
    const error = new Error('a');
    const [one, other] = errorsAsFacts([error], [error]);

    expect(one).toEqual(other);
  });

  it('leaves what meets no error as it is: a matcher, a fact, nothing', () => {
    const error = new Error('a');

    for (const other of [expect.any(Error), { name: 'Error', message: 'a' }, undefined]) {
      expect(errorsAsFacts([error], [other])[0]).toEqual([error]);
      expect(errorsAsFacts([error], [other])[1]).toEqual([other]);
    }
    expect(errorsAsFacts([error], [])).toEqual([[error], []]);
  });

  it('leaves the same object, instances of classes and what holds no error alone', () => {
    class Holder {
      constructor(readonly error: Error) {}
    }
    const [one, other] = [new Holder(new Error('a')), new Holder(new Error('a'))];
    const shared = { error: new Error('a') };

    expect(errorsAsFacts(one, other)[0]).toBe(one);
    expect(errorsAsFacts(shared, shared)[0]).toBe(shared);
    const plain = [{ a: [1] }, { b: null }];
    expect(errorsAsFacts(plain, [{ a: [1] }, { b: null }])[0]).toBe(plain);
  });

  it('comes to an end where an object holds itself', () => {
    const ring = (message: string): object => {
      const object: Record<string, unknown> = { error: new Error(message) };
      return Object.assign(object, { object });
    };

    const [one] = errorsAsFacts(ring('a'), ring('b'));

    expect(one).toMatchObject({ error: { name: 'Error', message: 'a' } });
  });

  it('reads what comes from another realm', () => {
    const [one] = errorsAsFacts(runInNewContext('({ error: new TypeError("a") })'), {
      error: new Error('a'),
    });

    expect(one).toEqual({ error: { name: 'TypeError', message: 'a' } });
  });
});
