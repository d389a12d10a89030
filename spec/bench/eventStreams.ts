/** A stream as it may arrive. */
export interface StreamShape {
  readonly title: string;
  /** The stream in chunks. */
  readonly chunks: readonly string[];
}

const KiB = 1024;
// A string of its own: V8 would keep ropes and slices otherwise, and chunks from a network are neither.
const flat = (text: string): string => Buffer.from(text).toString('latin1');

/** As many blocks as make up the size. */
function blocks(block: (index: number) => string, size: number): string[] {
  const all: string[] = [];
  for (let length = 0; length < size; length += all.at(-1)?.length ?? 0) all.push(flat(block(all.length)));
  return all;
}

function cut(all: readonly string[], length: number): string[] {
  const stream = all.join('');
  const chunks = Math.ceil(stream.length / length);
  return Array.from({ length: chunks }, (_, i) => flat(stream.slice(i * length, (i + 1) * length)));
}

const small = (i: number): string => `data: {"id":${i},"value":${(i * 7919) % 1000}}\n\n`;
const token = (i: number): string =>
  `id: ${i}\nevent: delta\ndata: {"choices":[{"index":0,"delta":{"content":" word${i % 97}"},"finish_reason":null}]}\n\n`;
const keepAlive = (): string => ': keep-alive\n\n';
const large = (): string => `data: ${'x'.repeat(64 * KiB)}\n\n`;
const manyLines = (i: number): string =>
  `data: line ${i}\n${'data: another line of the same event\n'.repeat(30)}\n`;
const withReturns = (block: (i: number) => string) => (i: number) => block(i).replaceAll('\n', '\r\n');
const withoutSpaces = (block: (i: number) => string) => (i: number) => block(i).replaceAll(': ', ':');

const size = 512 * KiB;
/** What event streams look like mostly, in chunks as large as a busy connection gives them. */
export const plainStreams: readonly StreamShape[] = [
  { title: 'small events', chunks: cut(blocks(small, size), 16 * KiB) },
  { title: 'tokens of a language model, with ids', chunks: cut(blocks(token, size), 16 * KiB) },
  { title: 'keep-alive comments', chunks: cut([...blocks(keepAlive, size), small(0)], 16 * KiB) },
];

/** The same as a quiet connection gives them. */
export const quietStreams: readonly StreamShape[] = [
  { title: 'one small event a chunk', chunks: blocks(small, size / 4) },
  { title: 'one token a chunk', chunks: blocks(token, size / 2) },
  { title: 'one keep-alive a chunk', chunks: [...blocks(keepAlive, size / 4), small(0)] },
];

/** What they look like as well. */
export const unusualStreams: readonly StreamShape[] = [
  { title: 'small events, CRLF', chunks: cut(blocks(withReturns(small), size), 16 * KiB) },
  { title: 'tokens, CRLF', chunks: cut(blocks(withReturns(token), size), 16 * KiB) },
  { title: 'tokens, no space after the colon', chunks: cut(blocks(withoutSpaces(token), size), 16 * KiB) },
  { title: 'lines of 64 KiB', chunks: cut(blocks(large, 4 * size), 16 * KiB) },
  { title: 'many data lines', chunks: cut(blocks(manyLines, size), 16 * KiB) },
  { title: 'tokens in fragments of 7 bytes', chunks: cut(blocks(token, size / 8), 7) },
];

/** One line of 16 MiB, in fragments of 7 bytes. */
export const longLine = (): readonly string[] => cut([`data: ${'x'.repeat(16 * KiB * KiB)}\n\n`], 7);
