import { keyChangeOf } from '../../lib/server/MapConfig.js';
import { memoryBroker } from 'rxwire/server';

const channels = ({ channel }: { channel: string }): boolean => channel === 'a';
const read = keyChangeOf(memoryBroker(), { channels, maxKeys: 3, maxKeyLength: 4 });

describe('keyChangeOf', () => {
  it('reads as drawn', () => {
    expect(read('a', { op: 'set', key: '', value: null })).toEqual({ name: '', op: 'set', limit: 3 });
    expect(read('a', { op: 'remove', key: 'a' })).toEqual({ name: 'a', op: 'remove' });
    expect(read('b', { text: 'hi' })).toBeUndefined();
  });

  it.each([
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
