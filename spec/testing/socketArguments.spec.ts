import { socketArguments } from '../../lib/testing/socketArguments.js';

// What Chromium makes of the same arguments is compared in ../conformance/fakeWebSocket.spec.ts.
const { url, protocols, close, data } = socketArguments;

/** The name of what is thrown, or what is given back. */
function told(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return (error as Error).name;
  }
}

describe('socketArguments', () => {
  it.each([
    ['http://a', 'ws://a/'],
    [new URL('wss://a/b'), 'wss://a/b'],
    ['ftp://a', 'SyntaxError'],
    ['ws://a/#', 'SyntaxError'],
    [undefined, 'SyntaxError'],
  ])('the URL %p: %p', (given, expected) => {
    expect(told(() => url(given))).toBe(expected);
  });

  it.each([
    ['chat', ['chat']],
    [[], []],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [new Set(['a', 'b']), ['a', 'b']],
    [[1], ['1']],
    [null, ['null']],
    [{}, 'SyntaxError'],
    [['a', 'a'], 'SyntaxError'],
    ['a b', 'SyntaxError'],
    ['', 'SyntaxError'],
  ])('the subprotocols %p: %p', (given, expected) => {
    expect(told(() => protocols(given))).toEqual(expected);
  });

  it.each<[readonly unknown[], unknown]>([
    [[], []],
    [[undefined, undefined], []],
    [[1000], [1000]],
    [
      ['3001', 7],
      [3001, '7'],
    ],
    [
      [1000.9, null],
      [1000, 'null'],
    ],
    [
      [3000, '\ud800x😀'],
      [3000, '\ufffdx😀'],
    ],
    [[undefined, 'x'], 'InvalidAccessError'],
    [[null], 'InvalidAccessError'],
    [[66536], 'InvalidAccessError'],
    [[3000, 'é'.repeat(62)], 'SyntaxError'],
    [[1000n], 'TypeError'],
    [[1001, Symbol('a')], 'TypeError'],
  ])('to close with %p: %p', (words, expected) => {
    expect(told(() => close(words[0], words[1]))).toEqual(expected);
  });

  it.each<[readonly unknown[], unknown]>([
    [[], 'TypeError'],
    [['é'], { data: 'é', bytes: 2 }],
    [[5], { data: '5', bytes: 1 }],
    [[undefined], { data: 'undefined', bytes: 9 }],
    [['\udc00'], { data: '\ufffd', bytes: 3 }],
    [[new Uint16Array(2)], { data: new Uint16Array(2), bytes: 4 }],
    [[new ArrayBuffer(3)], { data: new ArrayBuffer(3), bytes: 3 }],
    [[new Blob(['abc'])], { data: new Blob(['abc']), bytes: 3 }],
    [[Symbol('a')], 'TypeError'],
  ])('to send %p: %p', (given, expected) => {
    expect(told(() => data(given))).toEqual(expected);
  });
});
