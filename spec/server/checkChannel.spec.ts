import { checkChannel } from '../../lib/server/checkChannel.js';

describe('checkChannel', () => {
  it.each(['a', 'room:1', '__proto__', 'a/b.c-d@e#f$', '!', '~', '|', 'x'.repeat(255)])(
    'takes %s',
    (name) => {
      expect(() => checkChannel(name, 255)).not.toThrow();
    },
  );

  it.each(['', ' ', 'a b', 'ä', '{a}', 'a}', 'a\n', '\u007f', 'x'.repeat(256)])('refuses %j', (name) => {
    expect(() => checkChannel(name, 255)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
  });
});
