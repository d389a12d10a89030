import { requestOf } from '../../lib/testing/requestOf.js';

describe('requestOf', () => {
  it('is a GET of a URL without anything, unless init says otherwise', () => {
    expect(requestOf(new URL('http://a'), {})).toEqual({
      url: 'http://a/',
      method: 'GET',
      headers: new Headers(),
      body: undefined,
      signal: undefined,
    });
    expect(requestOf('http://a', { method: 'post', body: 'hi' })).toMatchObject({
      method: 'POST',
      body: 'hi',
    });
    // As the standard has it: only the methods of old are written large.
    expect(requestOf('http://a', { method: 'patch' }).method).toBe('patch');
  });

  it('takes all of a Request, and what init says in the place of its members', () => {
    const { signal } = new AbortController();
    const asked = new Request('http://a/b', { method: 'POST', headers: { 'x-a': '1' }, body: 'hi', signal });

    const taken = requestOf(asked, {});
    const other = requestOf(asked, { method: 'PUT', headers: { 'x-b': '2' }, body: 'ho', signal: null });

    expect(taken).toMatchObject({
      url: 'http://a/b',
      method: 'POST',
      body: asked.body,
      signal: asked.signal,
    });
    expect(taken.headers.get('x-a')).toBe('1');
    expect(other).toMatchObject({ url: 'http://a/b', method: 'PUT', body: 'ho', signal: null });
    expect([...other.headers]).toEqual([['x-b', '2']]);
  });

  it.each<[url: string, init: RequestInit, message: string]>([
    ['nowhere', {}, 'Failed to parse URL from nowhere'],
    [
      'http://u:p@a/',
      {},
      'Request cannot be constructed from a URL that includes credentials: http://u:p@a/',
    ],
    ['http://:p@a/', {}, 'Request cannot be constructed from a URL that includes credentials: http://:p@a/'],
    ['http://a', { body: 'hi' }, 'A request with method GET has no body'],
    ['http://a', { method: 'head', body: 'hi' }, 'A request with method HEAD has no body'],
  ])('refuses %s with %j', (url, init, message) => {
    const { name, message: told } = thrownBy(() => requestOf(url, init));

    // Apart from the cause, which is the platform's.
    expect([name, told]).toEqual(['TypeError', message]);
  });
});

function thrownBy(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    return error as Error;
  }
  return new Error('nothing was thrown');
}
