import { httpUrl } from '../../lib/transports/httpUrl.js';
import { facts } from '../support/facts.js';

describe('httpUrl', () => {
  it.each([
    ['http://a', 'http://a/'],
    [new URL('https://a/b?c#d'), 'https://a/b?c'],
  ])('takes %p', (value, href) => {
    expect(httpUrl(value)).toBe(href);
  });

  it.each(['ws://a', '/relative', 'data:,a', ''])('refuses %p', (value) => {
    let refusal: unknown;
    try {
      httpUrl(value);
    } catch (error) {
      refusal = error;
    }

    expect(refusal).toHaveProperty('message', `url must be an http or https URL; got ${value}`);
    expect(facts(refusal)).toEqual({ kind: 'invalid-url', url: value });
  });
});
