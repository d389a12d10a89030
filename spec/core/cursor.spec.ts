import fc from 'fast-check';
import { cursor, readCursor } from '../../lib/core/cursor.js';

type Standings = readonly (readonly [channel: string, epoch: string, offset: number])[];

function written(standings: Standings, channels = standings.map(([channel]) => channel)): string {
  const at = cursor(channels);
  for (const standing of standings) at.moveTo(...standing);
  return at.text ?? '';
}
const nowhere = (...channels: readonly string[]): unknown =>
  new Map(channels.map((channel) => [channel, {}]));

/** Two names with one hash. */
const [one, other] = ['costarring', 'liquid'] as const;
const keyOf = (channel: string): string | undefined => /;(.*?):/.exec(written([[channel, 'e', 1]]))?.[1];

describe('a cursor', () => {
  it('holds a version, and a hash, an epoch and an offset for each channel, an epoch once', () => {
    const text = written([
      ['a', 'k3Jd9xQ2', 42],
      ['b', 'k3Jd9xQ2', 7],
      ['c', 'other', 0],
    ]);

    expect(text).toMatch(/^1;[0-9a-z]{1,7}:k3Jd9xQ2:16;[0-9a-z]{1,7}::7;[0-9a-z]{1,7}:other:0$/);
    expect(cursor(['a']).text).toBeUndefined();
  });

  it('costs about 26 bytes a channel, or less', () => {
    const channels = Array.from({ length: 128 }, (_, index) => `a-rather-long-name-of-a-channel:${index}`);

    const text = written(
      channels.map((channel, index) => [channel, `epoch${index % 2}xx`, 1_000_000 + index]),
    );

    expect(text.length).toBeLessThan(128 * 26);
  });

  it('is read as what was written, by streams of these channels in any order', () => {
    const channel = fc.string({ minLength: 1, unit: 'grapheme' });
    const standing = fc.tuple(channel, fc.string({ minLength: 1 }), fc.maxSafeNat());
    fc.assert(
      fc.property(
        fc.uniqueArray(standing, { selector: ([name]) => name, minLength: 1, maxLength: 9 }),
        (all) => {
          const text = written(all);
          const read = readCursor(text, all.map(([name]) => name).reverse());

          expect(text).toMatch(/^[!-~]+$/);
          expect(new Map(read)).toEqual(
            new Map(all.map(([name, epoch, offset]) => [name, { epoch, offset }])),
          );
        },
      ),
    );
  });

  it('says nothing of channels that it does not speak of', () => {
    const text = written([['a', 'e', 1]]);

    expect(readCursor(text, ['a', 'b'])).toEqual(new Map([['a', { epoch: 'e', offset: 1 }]]));
  });

  it('is of no use to a stream of other channels: they stand nowhere', () => {
    expect(readCursor(written([['a', 'e', 1]]), ['b', 'c'])).toEqual(nowhere('b', 'c'));
  });

  it('names channels whose hashes are the same, and takes neither for the other', () => {
    expect(keyOf(one)).toBe(keyOf(other));
    const both: Standings = [
      [one, 'e', 1],
      [other, 'e', 2],
    ];

    const read = readCursor(written(both), [other, one]);
    expect([read.get(one)?.offset, read.get(other)?.offset]).toEqual([1, 2]);
    expect(readCursor(written(both), [one]).get(one)?.offset).toBe(1);
    expect(readCursor(written([both[0]!]), [one, other])).toEqual(nowhere(one, other));
  });

  it.each([
    '',
    '1',
    '1;',
    '1;a',
    '1;a:e',
    '1;a:e:',
    '1;a:e:-1',
    '1;a:e:zzzzzzzzzzz',
    '1;a:%E0%A4%A:1',
    '2;a:e:1',
  ])('is none, if it is not as we write them: %j', (text) => {
    expect(readCursor(text, ['a'])).toEqual(nowhere('a'));
  });

  it('is none, if it is too long', () => {
    const text = written([['a', 'e'.repeat(8_000), 1]]);

    expect(readCursor(text, ['a']).get('a')?.offset).toBe(1);
    expect(readCursor(`${text};b:${'e'.repeat(200)}:1`, ['a'])).toEqual(nowhere('a'));
  });

  it('is none, whatever strangers write', () => {
    const strange = fc.stringMatching(/^1;[a-z0-9:;%=]{0,30}$/);
    fc.assert(
      fc.property(fc.oneof(strange, fc.string()), (text) => {
        for (const standing of readCursor(text, ['a', '__proto__']).values()) {
          expect(Number.isSafeInteger(standing.offset ?? 0)).toBe(true);
        }
      }),
    );
  });
});
