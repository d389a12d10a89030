import { printable } from '../../lib/server/printable.js';

describe('printable', () => {
  it.each([
    ['a line', 'a line'],
    ['größer — 木', 'größer — 木'],
    ['a\r\nERROR b', 'a\\u{d}\\u{a}ERROR b'],
    ['\x1b[2Jgone\x9b', '\\u{1b}[2Jgone\\u{9b}'],
    ['\u2028\u2029\u202e', '\\u{2028}\\u{2029}\\u{202e}'],
    ['\0\ud800', '\\u{0}\\u{d800}'],
  ])('makes %j one line', (text, line) => {
    expect(printable(text)).toBe(line);
  });

  it('cuts what is long', () => {
    expect(printable('x'.repeat(64))).toBe('x'.repeat(64));
    expect(printable('x'.repeat(10_000))).toBe(`${'x'.repeat(64)}…`);
    expect(printable('xyz', 2)).toBe('xy…');
  });
});
