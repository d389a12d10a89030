import { sameFacts } from '../../lib/testing/sameFacts.js';

const object = { a: 1 };

describe('sameFacts', () => {
  it.each<[unknown, unknown]>([
    ['a', 'a'],
    [NaN, NaN],
    [object, object],
    [
      { a: 1, b: [{ c: null }] },
      { b: [{ c: null }], a: 1 },
    ],
    [Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    [[], []],
    [Uint8Array.of(1, 2), Uint8Array.of(0, 1, 2).subarray(1)],
    [Uint8Array.of(1, 2).buffer, Uint8Array.of(1, 2).buffer],
  ])('%#: %p says the same as %p', (one, other) => {
    expect(sameFacts(one, other)).toBe(true);
    expect(sameFacts(other, one)).toBe(true);
  });

  it.each<[unknown, unknown]>([
    ['1', 1],
    [0, -0],
    [null, {}],
    [undefined, null],
    [{}, []],
    [{ a: 1 }, { a: 2 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: undefined }, { b: undefined }],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
    [
      [1, 2],
      [2, 1],
    ],
    [Uint8Array.of(1), Uint8Array.of(2)],
    [Uint8Array.of(1).buffer, Uint8Array.of(2).buffer],
    [Uint8Array.of(1), Int8Array.of(1)],
    [new Date(0), new Date(0)],
    [new Map(), new Map()],
  ])('%#: %p does not say the same as %p', (one, other) => {
    expect(sameFacts(one, other)).toBe(false);
    expect(sameFacts(other, one)).toBe(false);
  });
});
