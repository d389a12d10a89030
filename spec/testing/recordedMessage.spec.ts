import fc from 'fast-check';
import { jsonOf, playedMessage, recordedMessage } from '../../lib/testing/recordedMessage.js';

describe('recordedMessage', () => {
  it.each<[message: unknown, recorded: unknown]>([
    ['text', { text: 'text' }],
    ['', { text: '' }],
    [Uint8Array.of(0, 1, 255).buffer, { base64: 'AAH/' }],
    [Uint8Array.of(9, 0, 1).subarray(1), { base64: 'AAE=' }],
    [new Uint8Array(new SharedArrayBuffer(1)), { base64: 'AA==' }],
    [new SharedArrayBuffer(1), { base64: 'AA==' }],
    [null, { json: null }],
    [{ a: [1, true, null, 'b'], c: undefined }, { json: { a: [1, true, null, 'b'] } }],
    [Object.assign(Object.create(null) as object, { a: 1 }), { json: { a: 1 } }],
  ])('keeps %p', (message, recorded) => {
    expect(recordedMessage(message)).toEqual(recorded);
  });

  it.each([
    undefined,
    NaN,
    1n,
    Symbol('a'),
    () => {},
    new Date(0),
    new Map(),
    { a: { b: Infinity } },
    -0,
    { a: [0, -0] },
    [1, , 3],
    [undefined],
  ])('knows that JSON cannot say %p', (message) => {
    expect(recordedMessage(message)).toBeUndefined();
  });

  it('knows that JSON cannot say a ring', () => {
    const ring: { self?: unknown } = {};
    ring.self = [ring];

    expect(jsonOf(ring)).toBeUndefined();
    expect(jsonOf([[1], [1]])).toEqual([[1], [1]]);
  });

  it('keeps what is said now, and not what becomes of it', () => {
    const [message, view] = [{ a: [1] }, Uint8Array.of(1)];
    const recorded = [recordedMessage(message), recordedMessage(view)];

    message.a.push(2);
    view[0] = 2;

    expect(recorded).toEqual([{ json: { a: [1] } }, { base64: 'AQ==' }]);
  });

  it('is played as it was, whatever it was', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.uint8Array().map((each) => each.slice().buffer),
          fc.jsonValue().map((each) => JSON.parse(JSON.stringify(each)) as unknown),
        ),
        (message) => {
          const recorded = JSON.parse(JSON.stringify(recordedMessage(message))) as never;

          expect(playedMessage(recorded)).toEqual(message);
        },
      ),
    );
  });
});
