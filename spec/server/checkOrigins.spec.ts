import { checkOrigins } from '../../lib/server/checkOrigins.js';

describe('checkOrigins', () => {
  it.each([
    ['*'],
    [[]],
    [['https://app.example', 'http://localhost:5173', 'http://[::1]:8080']],
    [['null', 'file://', 'capacitor://localhost', 'chrome-extension://abcdefghijklmnop']],
  ])('takes %j', (origins) => {
    expect(() => checkOrigins(origins)).not.toThrow();
  });

  it.each([
    ['https://app.example'],
    [undefined],
    [null],
    [{}],
    [['*']],
    [[7]],
    [['https://a.example', null]],
  ])('refuses %j, which is no list of origins', (origins) => {
    expect(() => checkOrigins(origins)).toThrow(TypeError);
    expect(() => checkOrigins(origins)).toThrow('origins must be a list of origins');
  });

  it.each([
    ['https://app.example/', "; browsers send 'https://app.example'"],
    ['https://app.example/page', "; browsers send 'https://app.example'"],
    ['https://app.example:443', "; browsers send 'https://app.example'"],
    ['HTTPS://App.Example', "; browsers send 'https://app.example'"],
    ['https://bücher.example', "; browsers send 'https://xn--bcher-kva.example'"],
    ['https://ann@app.example', "; browsers send 'https://app.example'"],
    ['capacitor://localhost/', "; browsers send 'capacitor://localhost'"],
    ['app.example', ' never matches'],
    ['app.example:8080', ' never matches'],
    ['https://*.app.example', ' never matches'],
    ['wss://app.example', ' never matches'],
    ['file:///page.html', ' never matches'],
    ['', ' never matches'],
  ])('refuses %j, which never matches', (origin, end) => {
    const check = (): void => checkOrigins(['https://fine.example', origin]);

    expect(check).toThrow(RangeError);
    expect(check).toThrow(`origins: '${origin}' is no origin`);
    expect(check).toThrow(end.startsWith(';') ? end : /never matches$/);
  });
});
