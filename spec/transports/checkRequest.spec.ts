import { NEVER } from 'rxjs';
import { checkRequest } from '../../lib/transports/checkRequest.js';
import type { EventStreamRequestConfig } from '../../lib/transports/eventStreamRequest.js';

const url = 'http://a/';
const check = (config: object) => () => checkRequest({ url, ...config } as EventStreamRequestConfig);

describe('checkRequest', () => {
  it.each<[string, object]>([
    ['nothing but a URL', {}],
    ['a GET', { method: 'GET' }],
    ['any method that a fetch takes', { method: 'M-SEARCH', body: 'a' }],
    ['a POST without a body', { method: 'POST' }],
    ['headers', { headers: { Accept: 'a/b', 'X-A': ' tab\t\u00e9 ' } }],
    ['headers to come', { headers: () => ({ 'a b': '' }) }],
    ['headers to come, by a promise', { headers: Promise.resolve({ 'a b': '' }) }],
    ['headers to come, by an observable', { headers: NEVER }],
    ['a header that is named then', { headers: { then: 'a' } }],
    ['redirects and cookies', { redirect: 'error', credentials: 'include' }],
  ])('takes %s', (_, config) => {
    expect(check(config)).not.toThrow();
  });

  it.each(['', 'a b', 'G\u00e9T', 'connect', 'TRACE', 'TRACK', 'HEAD'])('refuses the method %j', (method) => {
    expect(check({ method })).toThrow(
      new TypeError(`method must be one that fetch takes and a body answers; got ${method}`),
    );
  });

  it.each(['GET', 'get'])('refuses a body with %s, also one to come', (method) => {
    const message = new TypeError('a GET cannot have a body: leave out method, or body');

    expect(check({ method, body: '' })).toThrow(message);
    expect(check({ method, body: () => 'a' })).toThrow(message);
  });

  it.each([
    ['redirect', 'manual', 'redirect must be one of follow, error; got manual'],
    ['credentials', 'yes', 'credentials must be one of omit, same-origin, include; got yes'],
  ])('refuses a %s of %j', (option, value, message) => {
    expect(check({ [option]: value })).toThrow(new TypeError(message));
  });

  it.each([[null], ['a: b'], [new Headers()], [[['a', 'b']]]])('refuses %p as headers', (headers) => {
    expect(check({ headers })).toThrow('headers must be as of Object.fromEntries(headers)');
  });

  it('refuses headers that are known', () => {
    expect(check({ headers: { 'a b': '' } })).toThrow('headers: no header can have the name of "a b"');
  });
});
