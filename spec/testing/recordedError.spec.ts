import { ConnectionError } from 'rxwire';
import { errorsAsFacts } from '../../lib/testing/errorsAsFacts.js';
import { jsonMembers, playedError, recordedError } from '../../lib/testing/recordedError.js';
import { closedBy } from '../../lib/testing/closedBy.js';
import type { RecordedError } from '../../lib/testing/SessionFixture.js';

const again = (thrown: unknown): unknown => playedError(JSON.parse(JSON.stringify(recordedError(thrown))));

describe('recordedError', () => {
  it.each<[what: string, thrown: unknown]>([
    ['a ConnectionError', closedBy(1012, 'restart')],
    [
      'one with a cause',
      new ConnectionError(
        'unreachable',
        'no',
        { code: 'E', retryAfter: 5 },
        new TypeError('a', { cause: 'b' }),
      ),
    ],
    ['an error with fields', Object.assign(new RangeError('r'), { code: 'E', list: [1] })],
    ['text', 'thrown'],
    ['null', null],
  ])('is played as it was: %s', (_, thrown) => {
    const [one, other] = errorsAsFacts(again(thrown), thrown);

    expect(one).toEqual(other);
  });

  it('is played as an error of its kind', () => {
    expect(again(closedBy(1012))).toBeInstanceOf(ConnectionError);
    expect(again(new RangeError('r'))).toBeInstanceOf(Error);
    expect(String(again(new RangeError('r')))).toBe('RangeError: r');
    expect(Object.keys(again(new RangeError('r')) as object)).toEqual([]);
  });

  it('keeps of fields what JSON can say, and shows what it cannot', () => {
    const error = Object.assign(new Error('e'), { a: 1, socket: new Map(), f: () => {} });

    expect(recordedError(error)).toEqual({ name: 'Error', message: 'e', fields: { a: 1 } });
    expect(recordedError(new Map())).toEqual({ name: 'Error', message: 'Map {}', fields: {} });
    expect(jsonMembers({ a: 1, b: undefined, c: new Date(0) })).toEqual({ a: 1 });
  });

  it('ends a ring of causes', () => {
    const error: Error & { cause?: unknown } = new Error('e');
    error.cause = error;

    expect(JSON.stringify(recordedError(error)).match(/"e"/g)).toHaveLength(8);
  });

  it.each<[what: string, recorded: RecordedError, listOf: (played: never) => string[]]>([
    ['what was thrown', { json: { list: ['a'] } }, ({ list }: { list: string[] }) => list],
    [
      'the fields of an error',
      { name: 'Error', message: 'e', fields: { list: ['a'] } },
      ({ list }: { list: string[] }) => list,
    ],
    [
      'the fields of a ConnectionError',
      {
        name: 'ConnectionError',
        message: 'e',
        fields: { kind: 'unsupported', code: ['a'] },
      },
      ({ code }: { code: string[] }) => code,
    ],
  ])('is played anew each time: %s', (_, recorded, listOf) => {
    listOf(playedError(recorded) as never).push('b');

    expect(listOf(playedError(recorded) as never)).toEqual(['a']);
  });

  it('has no more own members than an error of the platform', () => {
    const played = playedError({ name: 'Error', message: 'e', fields: {} }) as object;

    expect(Object.getOwnPropertyNames(played).sort()).toEqual(['message', 'stack']);
  });
});
