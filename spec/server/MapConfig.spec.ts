import { keyChangeOf } from '../../lib/server/MapConfig.js';
import { timer } from 'rxjs';
import { marbles } from '../support/marbles.js';
import { memoryBroker } from 'rxwire/server';

const channels = ({ channel }: { channel: string }): boolean => channel === 'a';
const read = keyChangeOf(memoryBroker(), { channels, maxKeys: 3, maxKeyLength: 4 });

describe('keyChangeOf', () => {
  it('reads as drawn', () => {
    const set = { op: 'set', key: '', value: null };

    expect(read('a', set)).toEqual({ key: { name: '', op: 'set', limit: 3 }, data: set });
    expect(read('a', { op: 'remove', key: 'a' })).toMatchObject({ key: { name: 'a', op: 'remove' } });
    expect(read('a', { op: 'remove', key: 'a', of: 7 })?.key).toEqual({ name: 'a', op: 'remove', of: 7 });
    expect(read('b', { text: 'hi' })).toBeUndefined();
  });

  it('says itself when a key expires, whatever is claimed', () => {
    const set = { op: 'set', key: 'a', value: 1, expiresAt: 7 };

    expect(read('a', set)?.data).not.toHaveProperty('expiresAt');
    marbles(({ time }) => {
      timer(time('---|')).subscribe(() => {
        expect(read('a', { ...set, expiresIn: 20 })?.data).toEqual({ ...set, expiresIn: 20, expiresAt: 23 });
      });
    })();
    expect.assertions(2);
  });

  it.each([
    [{ op: 'set', key: 'a', value: 1, expiresIn: 0 }],
    [{ op: 'set', key: 'a', value: 1, expiresIn: '5' }],
    [{ op: 'set', key: 'a', value: 1, expiresIn: 1e300 }],
    [{ op: 'remove', key: 'a', of: 1.5 }],
    [{ text: 'hi' }],
    [null],
    [{ op: 'set', key: 'a' }],
    [{ op: 'set', key: 1, value: 1 }],
    [{ op: 'add', key: 'a', value: 1 }],
    [{ op: 'remove', key: 'abcde' }],
  ])('refuses %j', (data) => {
    expect(() => read('a', data)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
  });

  it('refuses a broker without keys, and options that are none; a predicate that throws says no', () => {
    const { latest: _, ...broker } = memoryBroker();

    expect(() => keyChangeOf(broker, { channels })).toThrow(TypeError);
    expect(() => keyChangeOf(memoryBroker(), { channels: 1 as never })).toThrow(TypeError);
    expect(() => keyChangeOf(memoryBroker(), { channels, maxKeys: 0 })).toThrow(RangeError);
    const throwing = (): boolean => {
      throw new Error('no idea');
    };
    expect(keyChangeOf(memoryBroker(), { channels: throwing })('a', {})).toBeUndefined();
  });
});
