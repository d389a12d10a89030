import { admitPage } from '../../lib/server/admitPage.js';
import { FakeResponse } from '../support/FakeResponse.js';

class Response extends FakeResponse {
  appendHeader(name: string, value: string): void {
    this.headers[name] = value;
  }
}
const app = 'https://app.example';
const admitted = (method: string, origin: string | undefined, origins: readonly string[] | '*') => {
  const response = new Response();
  const headers = { host: 'api.example', ...(origin !== undefined && { origin }) };
  return { isAdmitted: admitPage({ headers, method }, response as never, origins), response };
};

describe('admitPage', () => {
  it.each([
    ['GET', undefined, [], true, 0],
    ['GET', app, [app], true, 0],
    ['POST', 'https://api.example', [], true, 0],
    ['GET', app, [], false, 403],
    ['OPTIONS', app, [app], false, 204],
    ['PUT', app, [app], false, 405],
  ] as const)('%s of a page of %s, where %j may: %s', (method, origin, origins, expected, status) => {
    const { isAdmitted, response } = admitted(method, origin, origins);

    expect([isAdmitted, response.statusCode]).toEqual([expected, status]);
    expect(response.writableEnded).toBe(!expected);
  });

  it('sends cookies to those alone who are named', () => {
    expect(admitted('GET', app, [app]).response.headers).toEqual({
      Vary: 'Origin',
      'Access-Control-Allow-Origin': app,
      'Access-Control-Allow-Credentials': 'true',
    });
    expect(admitted('GET', app, '*').response.headers).toEqual({ 'Access-Control-Allow-Origin': '*' });
  });
});
