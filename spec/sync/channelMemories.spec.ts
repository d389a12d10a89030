import { channelMemories } from '../../lib/sync/channelMemories.js';
import type { ChannelMemory } from '../../lib/sync/ChannelState.js';

const memory = (offset: number): ChannelMemory => ({ epoch: 'e', offset, last: undefined, gap: undefined });

describe('channelMemories', () => {
  it('forgets first what was left longest ago', () => {
    const memories = channelMemories(2, {});

    memories.keep('a', memory(1));
    memories.keep('b', memory(2));
    memories.keep('a', memory(3));
    memories.keep('c', memory(4));

    expect([...memories.entries()].map(([key, { offset }]) => [key, offset])).toEqual([
      ['a', 3],
      ['c', 4],
    ]);
  });

  it('gives out once what is taken, and nothing that was dropped', () => {
    const memories = channelMemories(2, JSON.parse('{"__proto__":{"offset":5,"epoch":"e"}}') as never);

    memories.keep('a', memory(1));
    memories.drop('a');

    expect(memories.get('a')).toBeUndefined();
    expect(memories.get('__proto__')).toEqual(memory(5));
    expect(memories.take('__proto__')).toEqual(memory(5));
    expect(memories.take('__proto__')).toBeUndefined();
  });

  it('keeps nothing where nothing may be kept', () => {
    const memories = channelMemories(0, {});

    memories.keep('a', memory(1));

    expect(memories.get('a')).toBeUndefined();
  });

  it.each([[null], [{ offset: 1 }], [{ offset: 1.5, epoch: 'e' }], [{ offset: '1', epoch: 'e' }]])(
    'refuses %j as a position, and says for which key',
    (position) => {
      expect(() => channelMemories(9, { 'room:1': position as never })).toThrow(
        new TypeError(
          `resumeFrom['room:1'] must have a safe integer offset and a text epoch; got ${JSON.stringify(position)}`,
        ),
      );
    },
  );
});
