import { admitPage } from '../../lib/server/admitPage.js';
import { FakeResponse } from '../support/FakeResponse.js';

class Response extends FakeResponse {
  appendHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
}
const app = 'https://app.example';
const admitted = (
  method: string,
  origin: string | undefined,
  origins: readonly string[] | '*',
  more = {},
) => {
  const response = new Response();
  const headers = { host: 'api.example', ...(origin !== undefined && { origin }), ...more };
  const admit = (): boolean => admitPage({ headers, method }, response as never, origins);
  return { admit, response };
};

describe('admitPage', () => {
  it.each([
    ['GET', undefined, []],
    ['GET', app, [app]],
    ['HEAD', app, '*'],
    ['POST', 'https://api.example', []],
  ] as const)('leaves a %s of a page of %s to others, where %j may', (method, origin, origins) => {
    const { admit, response } = admitted(method, origin, origins);

    expect(admit()).toBe(true);
    expect(response.writableEnded).toBe(false);
  });

  it.each([
    ['GET', app, [], {}, 'FORBIDDEN', 403],
    ['OPTIONS', app, [], {}, 'FORBIDDEN', 403],
    ['GET', undefined, [app], { 'sec-fetch-site': 'cross-site' }, 'FORBIDDEN', 403],
    ['PUT', app, [app], {}, 'BAD_REQUEST', 405],
  ] as const)('refuses a %s of a page of %s, where %j may', (method, origin, origins, more, code, status) => {
    const { admit, response } = admitted(method, origin, origins, more);

    expect(admit).toThrow(expect.objectContaining({ code, ...(status === 405 && { status }) }) as Error);
    expect(response.headers).toMatchObject({ Vary: 'Origin' });
    if (status === 405) expect(response.headers['Allow']).toBe('GET, HEAD, POST, OPTIONS');
    else expect(response.headers['Access-Control-Allow-Origin']).toBeUndefined();
  });

  it('answers a preflight, and lets it be kept', () => {
    const { admit, response } = admitted('OPTIONS', app, [app], {
      'access-control-request-headers': 'last-event-id',
    });

    expect([admit(), response.statusCode, response.writableEnded]).toEqual([false, 204, true]);
    expect(response.headers).toEqual({
      Vary: 'Origin',
      'Access-Control-Allow-Origin': app,
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Methods': 'GET, HEAD, POST',
      'Access-Control-Allow-Headers': 'last-event-id',
      'Access-Control-Max-Age': '7200',
    });
  });

  it('sends cookies to those alone who are named', () => {
    const [named, any] = [admitted('GET', app, [app]), admitted('GET', app, '*')];
    named.admit();
    any.admit();

    expect(named.response.headers).toEqual({
      Vary: 'Origin',
      'Access-Control-Allow-Origin': app,
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Expose-Headers': 'Retry-After',
    });
    expect(any.response.headers).toEqual({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'Retry-After',
    });
  });
});
