import fc from 'fast-check';
import { JsonText } from '../../lib/messages/JsonText.js';
import { outcomeOf } from './outcomeOf.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('JsonText', () => {
  it('reads text', () => {
    expect(outcomeOf(JsonText.decode('{"a":[1,null]}'))).toEqual({ a: [1, null] });
  });

  it.each([
    ['a Uint8Array', bytes('{"a":"ö"}')],
    ['an ArrayBuffer', bytes('{"a":"ö"}').slice().buffer],
    ['a DataView of a part', new DataView(bytes('xx{"a":"ö"}').buffer, 2, 10)],
    ['a Buffer', Buffer.from('{"a":"ö"}')],
  ])('reads the bytes of %s', (_, input) => {
    expect(outcomeOf(JsonText.decode(input))).toEqual({ a: 'ö' });
  });

  it('lets the last one of equal keys count', () => {
    expect(outcomeOf(JsonText.decode('{"a":1,"a":2}'))).toEqual({ a: 2 });
  });

  it('says in the words of the parser what is no JSON', () => {
    const decoded = outcomeOf(JsonText.decode('{"a"'));

    expect(decoded).toEqual([expect.stringMatching(/^: .*JSON/)]);
  });

  it('refuses bytes that are no UTF-8', () => {
    const decoded = outcomeOf(JsonText.decode(Uint8Array.of(0x22, 0xc3, 0x28, 0x22)));

    expect(decoded).toEqual([expect.stringMatching(/^: .*(utf-8|encoded data)/i)]);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a number', 5],
    ['an object', { type: 'ping' }],
    ['an array', ['{}']],
    ['a Blob', new Blob(['{}'])],
    ['a symbol', Symbol('a')],
  ])('refuses %s', (_, input) => {
    expect(outcomeOf(JsonText.decode(input))).toEqual([': neither text nor bytes']);
  });

  it('throws for no input', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = {
      get [Symbol.toStringTag](): string {
        throw 'no Error';
      },
    };

    expect(JsonText.decode(proxy)._tag).toBe('Left');
    expect(outcomeOf(JsonText.decode(hostile))).toEqual([': not readable']);
    fc.assert(fc.property(fc.anything(), (input) => ['Left', 'Right'].includes(JsonText.decode(input)._tag)));
  });

  it('reads what it wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JsonText.encode(value);

        // Text again, since JSON knows no negative zero.
        expect(JsonText.encode(outcomeOf(JsonText.decode(text)))).toBe(text);
      }),
    );
  });
});
