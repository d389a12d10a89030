import fc from 'fast-check';
import { utf8Decoder } from '../../lib/sse/utf8Decoder.js';
import type { UnfinishedCharacter } from '../../lib/sse/utf8Decoder.js';

const bytesOf = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

function decoded(chunks: readonly Uint8Array[]): string[] {
  const decode = utf8Decoder();
  const held: UnfinishedCharacter = { unfinishedCharacter: undefined };
  return chunks.map((chunk) => decode(chunk, held));
}

describe('utf8Decoder', () => {
  it.each([
    ['two', 'ä'],
    ['three', '€'],
    ['four', '😀'],
  ])('waits for the end of a character of %s bytes, wherever it is cut', (_, character) => {
    const bytes = new TextEncoder().encode(`a${character}b`);

    for (let at = 0; at <= bytes.length; at++) {
      const parts = decoded([bytes.slice(0, at), bytes.slice(at)]);

      expect(parts.join('')).toBe(`a${character}b`);
      expect(parts[0]).not.toContain('\ufffd');
    }
  });

  it('holds back nothing of what is complete', () => {
    const parts = decoded([
      new TextEncoder().encode('aä'),
      new TextEncoder().encode('€'),
      new TextEncoder().encode('😀'),
    ]);

    expect(parts).toEqual(['aä', '€', '😀']);
  });

  it('leaves a BOM in, at the beginning and elsewhere', () => {
    const parts = decoded([bytesOf(0xef, 0xbb, 0xbf, 0x61), bytesOf(0xef, 0xbb), bytesOf(0xbf)]);

    expect(parts).toEqual(['\ufeffa', '', '\ufeff']);
  });

  it('decodes malformed bytes in chunks as if they had come in one', () => {
    const beginnings = fc.constantFrom(
      0x61,
      0x80,
      0xbf,
      0xc0,
      0xc2,
      0xe0,
      0xe2,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
      0xff,
    );
    const byte = fc.oneof(beginnings, fc.nat({ max: 255 }));
    const chunks = fc.array(fc.array(byte, { maxLength: 5 }).map((bytes) => bytesOf(...bytes)));

    fc.assert(
      fc.property(chunks, (parts) => {
        const ended = [...parts, bytesOf(0x0a)];
        const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(ended));

        expect(decoded(ended).join('')).toBe(whole);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps a copy of what it holds: the source may write to its buffer again', () => {
    const decode = utf8Decoder();
    const held: UnfinishedCharacter = { unfinishedCharacter: undefined };
    const buffer = Buffer.from([0x61, 0xe2, 0x82]);

    const first = decode(buffer, held);
    buffer.fill(0x20);
    buffer[0] = 0xac;
    const second = decode(buffer.subarray(0, 1), held);

    expect([first, second]).toEqual(['a', '€']);
  });

  it('asks for no TextDecoder before there are bytes', () => {
    const { TextDecoder: original } = globalThis;
    Reflect.deleteProperty(globalThis, 'TextDecoder');

    try {
      expect(utf8Decoder).not.toThrow();
    } finally {
      globalThis.TextDecoder = original;
    }
  });
});
