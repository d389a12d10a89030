import fc from 'fast-check';

/** Pieces that the rules of the standard are about, so that random streams meet them often. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('\n', '\r', '\r\n', '\n\n', '\r\r', '\r\n\r\n') },
  {
    weight: 6,
    arbitrary: fc.constantFrom('data', 'data:', 'data: ', 'event: ', 'event', 'id: ', 'id:', 'retry: '),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('retry:12', 'retry: 99999999999', 'Data:', 'dat', 'idx:', ':', ': c', ' '),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\0',
      '\0',
      '\0',
      '\ufeff',
      '\u00ef\u00bb\u00bf',
      '\u2028',
      '\u0661',
      '7',
      '0',
    ),
  },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
);

export const textStream = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

/** The same as bytes, with bytes in between that are no UTF-8. */
export const byteStream = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: piece.map((text) => new TextEncoder().encode(text)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constantFrom([0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xef, 0xbb]) },
    ),
    { maxLength: 40 },
  )
  .map((pieces) => Uint8Array.from(pieces.flatMap((bytes) => [...bytes])));

/** The stream in chunks of arbitrary lengths. */
export function chunksOf<T extends Uint8Array | string>(stream: T, lengths: readonly number[]): T[] {
  const chunks: T[] = [];
  let at = 0;
  for (const length of lengths) {
    chunks.push(stream.slice(at, at + length) as T);
    at += length;
  }
  return [...chunks, stream.slice(at) as T];
}

export const chunkLengths = fc.array(fc.nat({ max: 12 }), { maxLength: 30 });
