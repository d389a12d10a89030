import { memoryChannel } from '../../lib/server/memoryChannel.js';
import { recorded } from '../support/recorded.js';

describe('memoryChannel', () => {
  it('tells by how many bytes it grew and shrank', () => {
    let bytes = 0;
    const resize = (by: number): void => void (bytes += by);
    const channel = memoryChannel({ epoch: 'e', historySize: 2, historyTtl: 10, resize, resizeKeys: resize });

    channel.append('abc', 0);
    channel.append('de', 5);
    expect(bytes).toBe(10);
    channel.append('f', 6);
    expect(bytes).toBe(6);
    channel.expire(15);
    expect(bytes).toBe(2);
    channel.trimWhile(() => true);
    expect(bytes).toBe(0);
  });

  it('tells subscribers in order, also when one of them appends in turn', () => {
    const channel = memoryChannel({
      epoch: 'e',
      historySize: 9,
      historyTtl: 9,
      resize: () => {},
      resizeKeys: () => {},
    });
    channel.messages$.subscribe((event) => {
      if (event.kind !== 'message' || event.body !== 'a') return;
      channel.append('b', 0);
      channel.deliver();
    });
    const heard = recorded(channel.messages$);

    channel.append('a', 0);
    channel.deliver();

    expect(heard.seen).toEqual([
      { kind: 'message', epoch: 'e', offset: 1, body: 'a' },
      { kind: 'message', epoch: 'e', offset: 2, body: 'b' },
    ]);
  });
});
