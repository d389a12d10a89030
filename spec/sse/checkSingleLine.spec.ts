import { checkId, checkSingleLine } from '../../lib/sse/checkSingleLine.js';

describe('checkSingleLine', () => {
  it.each(['', 'a: b', ' ', '\0', '\u2028', '\u0085'])('lets pass what one line can carry: %j', (value) => {
    expect(() => checkSingleLine('field', value)).not.toThrow();
  });

  it.each(['\n', '\r', 'a\r\nb', 5, null, undefined])(
    'throws a TypeError that names the field for %j',
    (value) => {
      expect(() => checkSingleLine('field', value)).toThrow(TypeError);
      expect(() => checkSingleLine('field', value)).toThrow(/^field /);
    },
  );
});

describe('checkId', () => {
  it.each(['', 'a: b', '\u20ac'])('lets pass what an ID can be: %j', (value) => {
    expect(() => checkId('field', value)).not.toThrow();
  });

  it.each(['\n', '\r', '\0', 'a\0b', 5])('throws a TypeError that names the field for %j', (value) => {
    expect(() => checkId('field', value)).toThrow(TypeError);
    expect(() => checkId('field', value)).toThrow(/^field /);
  });
});
