import { tokenOf } from 'rxwire/server';

const everywhere = { cookie: 'session', query: 'token', protocol: 'bearer.' };

describe('tokenOf', () => {
  it.each([
    ['the header', { headers: { authorization: 'Bearer abc' } }],
    ['the header, in any case', { headers: { authorization: 'bearer  abc ' } }],
    ['a cookie', { headers: { cookie: 'a=b; session=abc; session=def' } }],
    ['a cookie in quotes', { headers: { cookie: 'session="abc"' } }],
    ['the query', { url: '/x?a=b&token=abc&token=def', headers: {} }],
    ['a subprotocol', { headers: { 'sec-websocket-protocol': 'rxwire, bearer.abc' } }],
    [
      'the header before all others',
      {
        url: '/?token=q',
        headers: { authorization: 'Bearer abc', cookie: 'session=c', 'sec-websocket-protocol': 'bearer.p' },
      },
    ],
  ])('finds it in %s', (_, request) => {
    expect(tokenOf(request, everywhere)).toBe('abc');
  });

  it.each([
    ['nowhere', {}, everywhere],
    ['of another scheme', { headers: { authorization: 'Basic abc' } }, everywhere],
    ['with more words', { headers: { authorization: 'Bearer a b' } }, everywhere],
    ['in a cookie with another name', { headers: { cookie: 'xsession=abc; session' } }, everywhere],
    ['in a path', { url: '/token=abc', headers: {} }, everywhere],
    [
      'where nobody said to look',
      { url: '/?token=abc', headers: { cookie: 'session=abc', 'sec-websocket-protocol': 'bearer.abc' } },
      {},
    ],
  ])('finds none %s', (_, request, config) => {
    expect(tokenOf(request, config)).toBeUndefined();
  });

  it('takes names that objects have for ordinary ones', () => {
    expect(tokenOf({ headers: { cookie: '__proto__=abc' } }, { cookie: '__proto__' })).toBe('abc');
  });
});
