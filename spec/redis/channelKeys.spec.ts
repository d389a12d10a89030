import fc from 'fast-check';
import { channelKeys } from '../../lib/redis/channelKeys.js';

const tagOf = (key: string): string => /\{([^}]*)\}/.exec(key)?.[1] ?? '';

describe('channelKeys', () => {
  it('names every part by prefix and channel', () => {
    const { history, published } = channelKeys('rxwire', 'room:1');

    expect([history, published]).toEqual(['rxwire:{room:1}:h', 'rxwire:{room:1}:c']);
  });

  it('gives all parts of a channel one tag, whatever its name, and no two channels the same', () => {
    const name = fc.string({ unit: fc.constantFrom('a', '{', '}', '%', '7', 'B', ':') });
    fc.assert(
      fc.property(name, name, (one, other) => {
        const keys: string[] = Object.values(channelKeys('p', one));

        expect(new Set(keys.map(tagOf)).size).toBe(1);
        expect(tagOf(keys[0] as string)).not.toBe('');
        expect(new Set(keys).size).toBe(keys.length);
        if (one !== other) expect(channelKeys('p', other).history).not.toBe(keys[1]);
      }),
    );
  });
});
