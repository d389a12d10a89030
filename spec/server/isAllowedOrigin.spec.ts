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
});
