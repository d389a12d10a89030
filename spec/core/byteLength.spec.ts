import { byteLength } from '../../lib/core/byteLength.js';

describe('byteLength', () => {
  it.each<[string, unknown, number]>([
    ['no text', '', 0],
    ['ASCII', 'abc', 3],
    ['two bytes a letter', 'äö', 4],
    ['three bytes a letter', '€', 3],
    ['a pair of surrogates', '😀', 4],
    ['half a pair, sent as a replacement character', '\ud83d', 3],
    ['an ArrayBuffer', new ArrayBuffer(7), 7],
    ['a SharedArrayBuffer', new SharedArrayBuffer(9), 9],
    ['a view of a part', new Uint8Array(new ArrayBuffer(10), 2, 5), 5],
    ['a view of wide numbers', new Float64Array(2), 16],
    ['a DataView', new DataView(new ArrayBuffer(6), 1), 5],
    ["Node's Buffer", Buffer.from('äö'), 4],
    ['an object', { a: 'ä' }, 10],
    ['an array', [1, 2], 5],
    ['a number', 12, 2],
    ['null', null, 4],
    ['what JSON leaves out', undefined, 0],
    ['a function', () => 1, 0],
  ])('%s', (_, message, bytes) => {
    expect(byteLength(message)).toBe(bytes);
  });

  it('throws for what JSON cannot hold', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;

    expect(() => byteLength(circular)).toThrow(TypeError);
    expect(() => byteLength(1n)).toThrow(TypeError);
  });
});
