import { NEVER } from 'rxjs';
import { closedBy } from 'rxwire/testing';
import { showValue } from '../../lib/testing/showValue.js';

class Point {
  constructor(readonly x: number) {}
}

describe('showValue', () => {
  it.each<[unknown, string]>([
    ["it's", String.raw`'it\'s'`],
    ['a\n"b"', String.raw`'a\n"b"'`],
    [-0, '-0'],
    [1n, '1n'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ a: [1, { 'b-c': true }] }, "{ a: [1, { 'b-c': true }] }"],
    [{ a: { b: { c: { d: { e: 1 } } } } }, '{ a: { b: { c: { d: {…} } } } }'],
    [new Point(1), 'Point { x: 1 }'],
    [new Map([['a', 1]]), "Map { 'a' => 1 }"],
    [new Set([1]), 'Set { 1 }'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(NaN), 'Invalid Date'],
    [new Uint8Array([1, 255]), 'Uint8Array(2) <01 ff>'],
    [new Uint8Array(20).buffer, `ArrayBuffer(20) <${'00 '.repeat(16)}…>`],
    [new Uint8Array([1, 2, 3]).subarray(1), 'Uint8Array(2) <02 03>'],
    [function named() {}, '[function named]'],
    [NEVER, '[stream]'],
    [Object.create(null), '{}'],
    [expect.any(Error), 'Any<Error>'],
    [new TypeError('a'), 'TypeError: a'],
    [
      closedBy(1012),
      "ConnectionError: closed with 1012 { kind: 'closed', code: 1012, reason: '', wasClean: true }",
    ],
    [new Error('a', { cause: new Error('b') }), 'Error: a { cause: Error: b }'],
  ])('%#: shows a value in one line', (value, shown) => {
    expect(showValue(value)).toBe(shown);
  });

  it('cuts what is long, and comes to an end in a ring', () => {
    const ring: Record<string, unknown> = {};
    ring['ring'] = ring;

    expect(showValue('x'.repeat(1_000))).toBe(`'${'x'.repeat(239)} …`);
    expect(showValue('x'.repeat(1_000), 4, 1_001)).toBe(`'${'x'.repeat(1_000)} …`);
    expect(showValue(ring)).toBe('{ ring: { ring: { ring: { ring: {…} } } } }');
  });
});
