import fc from 'fast-check';
import { lastEventIdHeader } from '../../lib/transports/lastEventIdHeader.js';

describe('lastEventIdHeader', () => {
  it.each([
    ['7', '7'],
    ['', ''],
    ['a\tb', 'a\tb'],
    ['é', '\xc3\xa9'],
    ['€😀', '\xe2\x82\xac\xf0\x9f\x98\x80'],
    ['\ud800', '\xef\xbf\xbd'],
  ])('writes %p as UTF-8, a character for each byte', (id, header) => {
    expect(lastEventIdHeader(id)).toBe(header);
  });

  it('is read back by a server that takes the bytes for UTF-8, and is taken by every Headers', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((id) => !/[\p{Cc}]/u.test(id));

    fc.assert(
      fc.property(text, (id) => {
        const header = lastEventIdHeader(id);

        expect(Buffer.from(header, 'latin1').toString('utf8')).toBe(id);
        expect(new Headers({ 'last-event-id': header }).get('last-event-id')).toBe(
          header.replace(/^[ \t]+|[ \t]+$/g, ''),
        );
      }),
    );
  });

  it.each(['\x01', 'a\x7f', '\x1b[0m'])('refuses what no header can hold: %p', (id) => {
    expect(() => lastEventIdHeader(id)).toThrow(expect.objectContaining({ kind: 'protocol', code: 1002 }));
  });

  it.each(['a\n', '\r', '\0', 7 as never])('refuses what no stream can have named: %p', (id) => {
    expect(() => lastEventIdHeader(id)).toThrow(TypeError);
  });
});
