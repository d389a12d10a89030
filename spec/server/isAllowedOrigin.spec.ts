import { isAllowedOrigin } from '../../lib/server/isAllowedOrigin.js';

describe('isAllowedOrigin', () => {
  it.each([
    [undefined, [], true],
    ['https://app.example', [], true],
    ['https://app.example:8443', [], false],
    ['https://evil.example', [], false],
    ['https://evil.example', '*', true],
    ['https://other.example', ['https://other.example'], true],
    ['https://other.example.evil', ['https://other.example'], false],
    ['http://other.example', ['https://other.example'], false],
    ['null', [], false],
    ['null', ['null'], true],
  ] as const)('%s, with %j named: %s', (origin, origins, expected) => {
    const headers = { host: 'app.example', ...(origin !== undefined && { origin }) };

    expect(isAllowedOrigin(headers, origins)).toBe(expected);
  });

  it.each([
    ['cross-site', [], false],
    ['same-site', ['https://app.example'], false],
    ['same-origin', [], true],
    ['none', [], true],
    ['cross-site', '*', true],
  ] as const)('no origin, and the browser says %s, with %j named: %s', (site, origins, expected) => {
    expect(isAllowedOrigin({ host: 'app.example', 'sec-fetch-site': site }, origins)).toBe(expected);
  });

  it('goes by the origin where there is one', () => {
    const headers = { origin: 'https://other.example', 'sec-fetch-site': 'cross-site' };

    expect(isAllowedOrigin(headers, ['https://other.example'])).toBe(true);
  });
});
