import { ConnectionError, asConnectionError } from 'rxwire';

describe('asConnectionError', () => {
  it('leaves a ConnectionError as it is', () => {
    const error = new ConnectionError('heartbeat-timeout', 'silence', { timeout: 5 });

    expect(asConnectionError(error)).toBe(error);
  });

  it.each<[unknown, string]>([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['down', 'down'],
    [404, '404'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('odd'), 'Symbol(odd)'],
  ])('tells %p as an error of kind application, with it as the cause', (thrown, message) => {
    const error = asConnectionError(thrown);

    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ kind: 'application', message });
    expect(error.cause).toBe(thrown);
  });
});
