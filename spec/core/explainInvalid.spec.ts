import { either } from 'fp-ts';
import * as t from 'io-ts';
import { explainInvalid } from '../../lib/core/explainInvalid.js';

const Chat = t.type({ type: t.literal('chat'), data: t.type({ text: t.string, to: t.array(t.number) }) });

/** What io-ts says of an input. */
function errorsOf(codec: t.Mixed, input: unknown): unknown {
  const decoded = codec.decode(input);
  return either.isLeft(decoded) ? decoded.left : 'valid';
}

describe('explainInvalid', () => {
  it.each<[unknown, string, string]>([
    [{ type: 'chat', data: { text: 1, to: [] } }, 'data.text', 'expected string, got 1'],
    [{ type: 'chat', data: { text: 'a', to: [1, 'b'] } }, 'data.to.1', 'expected number, got "b"'],
    [{ type: 'talk', data: { text: 'a', to: [] } }, 'type', 'expected "chat", got "talk"'],
    [{ type: 'chat' }, 'data', 'expected { text: string, to: Array<number> }, got undefined'],
    [{ type: 'chat', data: { text: {}, to: [] } }, 'data.text', 'expected string, got an object'],
    [{ type: 'chat', data: { text: [], to: [] } }, 'data.text', 'expected string, got an array'],
    [{ type: 'chat', data: { text: null, to: [] } }, 'data.text', 'expected string, got null'],
  ])('of io-ts names the path, and what was expected and found: %j', (input, path, reason) => {
    expect(explainInvalid(errorsOf(Chat, input))).toEqual({ path, reason });
  });

  it('of io-ts at the root has an empty path', () => {
    expect(explainInvalid(errorsOf(t.string, 1))).toEqual({ path: '', reason: 'expected string, got 1' });
  });

  it("of io-ts prefers the codec's own message", () => {
    const Even = new t.Type<number, number, unknown>(
      'Even',
      t.number.is,
      (input, context) => t.failure(input, context, 'must be even'),
      t.identity,
    );

    expect(explainInvalid(errorsOf(t.type({ count: Even }), { count: 3 }))).toEqual({
      path: 'count',
      reason: 'must be even',
    });
  });

  it('of several faults tells the first', () => {
    expect(explainInvalid(errorsOf(Chat, { data: {} }))).toMatchObject({ path: 'type' });
  });

  it.each([41, 1_000_000])('cuts a text of %p characters after 40', (length) => {
    const { reason } = explainInvalid(errorsOf(t.number, 'x'.repeat(length)));

    expect(reason).toBe(`expected number, got "${'x'.repeat(40)}…"`);
  });

  it('leaves a text of 40 characters whole', () => {
    const { reason } = explainInvalid(errorsOf(t.number, 'x'.repeat(40)));

    expect(reason).toBe(`expected number, got "${'x'.repeat(40)}"`);
  });

  it.each<[string, unknown, string]>([
    ['an Error', new SyntaxError('Unexpected token'), 'Unexpected token'],
    ['the first of several Errors', [new Error('one'), new Error('two')], 'one'],
    ['what has a message', { message: 'no such type' }, 'no such type'],
    ['a string', 'no such type', 'no such type'],
    ['the first of several strings', ['one', 'two'], 'one'],
    ['nothing', undefined, 'does not decode'],
    ['null', null, 'does not decode'],
    ['a number', 7, 'does not decode'],
    ['an empty list', [], 'does not decode'],
    ['an object that says nothing', {}, 'does not decode'],
    ['a message that is no text', { message: 7 }, 'does not decode'],
  ])('of %s says what can be said', (_, error, reason) => {
    expect(explainInvalid(error)).toEqual({ path: '', reason });
  });

  it.each<[unknown, string]>([
    [[{ context: [] }], ''],
    [[{ context: [null, undefined, 'a', 7] }], ''],
    [[{ context: [{ key: '' }, { key: 'a' }, { key: 0 }, {}] }], 'a.0'],
  ])('of what only looks like io-ts throws nothing: %j', (error, path) => {
    expect(explainInvalid(error)).toEqual({ path, reason: 'expected something else, got undefined' });
  });
});
