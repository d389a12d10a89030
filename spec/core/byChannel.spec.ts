import { byChannel } from '../../lib/core/byChannel.js';

describe('byChannel', () => {
  it('finds what is said of a channel, whatever its name is', () => {
    const told = byChannel<{ offset: number }>([
      { channel: 'a', offset: 1 },
      { channel: '__proto__', offset: 2 },
    ]);

    expect([told.get('a')?.offset, told.get('__proto__')?.offset, told.get('toString')]).toEqual([
      1,
      2,
      undefined,
    ]);
  });

  it.each([undefined, null, 'a', { channel: 'a' }])('says nothing of %p, which is no list', (each) => {
    expect(byChannel(each).size).toBe(0);
  });
});
