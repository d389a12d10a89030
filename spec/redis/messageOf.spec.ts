import { messageOf } from '../../lib/redis/messageOf.js';

describe('messageOf', () => {
  it('reads offset, epoch and body, whatever the body holds', () => {
    expect(messageOf('12:abc0:{"a":":"}')).toEqual({
      kind: 'message',
      offset: 12,
      epoch: 'abc0',
      body: '{"a":":"}',
    });
    expect(messageOf('1:e:')).toEqual({ kind: 'message', offset: 1, epoch: 'e', body: '' });
  });

  it.each(['', 'hello', ':e:x', '1:e', 'x:e:y', '1.5:e:x', '99999999999999999:e:x'])(
    'takes %p of somebody else for none',
    (text) => {
      expect(messageOf(text)).toBeUndefined();
    },
  );
});
