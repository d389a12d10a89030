import * as t from 'io-ts';
import { fields } from '../../lib/messages/fields.js';
import { itChecks } from './itChecks.js';
import { outcomeOf } from './outcomeOf.js';

interface Track {
  readonly title: string;
  readonly length: number;
  readonly artist?: string;
}

const Track = fields<Track>('Track', { title: t.string, length: t.number }, { artist: t.string });

describe('fields', () => {
  itChecks(Track, {
    valid: [
      { title: 'a', length: 1 },
      { title: 'a', length: 1, artist: undefined },
      { title: 'a', length: 1, artist: 'b', label: 'c' },
    ],
    invalid: [
      [
        { artist: null },
        'title: expected string, got undefined',
        'length: expected number, got undefined',
        'artist: expected string, got null',
      ],
      [[], ': expected Track, got an array'],
      [null, ': expected Track, got null'],
    ],
  });

  it('keeps a key __proto__ an own one', () => {
    const input: unknown = JSON.parse('{"title":"a","length":1,"__proto__":{"polluted":true}}');

    const decoded = outcomeOf(Track.decode(input));

    expect(decoded).toBe(input);
    expect(decoded).not.toHaveProperty('polluted');
  });

  it('is told the codec of each field', () => {
    // @ts-expect-error -- length is missing
    fields<Track>('Track', { title: t.string }, { artist: t.string });
    // @ts-expect-error -- an optional field is no required one
    fields<Track>('Track', { title: t.string, length: t.number, artist: t.string }, {});
    // @ts-expect-error -- length is a number
    const wrong = fields<Track>('Track', { title: t.string, length: t.string }, { artist: t.string });

    expect(wrong.is({ title: 'a', length: 'b' })).toBe(true);
  });
});
