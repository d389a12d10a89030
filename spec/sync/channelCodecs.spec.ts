import * as t from 'io-ts';
import type { Message } from 'rxwire/messages';
import { channelCodecs } from '../../lib/sync/channelCodecs.js';
import type { ChannelData } from '../../lib/sync/channelCodecs.js';

describe('channelCodecs', () => {
  const [a, b, c, d] = [t.string, t.number, t.boolean, t.null];
  const find = channelCodecs({ 'chat:*': a, 'chat:vip:*': b, 'chat:*:log': c, 'chat:1': d, '*': t.unknown });

  it.each([
    ['chat:1', d],
    ['chat:2', a],
    ['chat:vip:1', b],
    ['chat:', a],
    ['chat:7:log', c],
    ['weather', t.unknown],
    ['__proto__', t.unknown],
  ])('finds for %s the one that says most', (key, codec) => {
    expect(find(key)).toBe(codec);
  });

  it('does not take the same text for head and tail', () => {
    expect(channelCodecs({ 'aba*ba': a })('aba')).toBeUndefined();
    expect(channelCodecs({ 'aba*ba': a })('ababa')).toBe(a);
  });

  it('refuses what is no codec, and more than one *', () => {
    expect(() => channelCodecs({ a: 'text' as never })).toThrow(
      "codecs['a'] must have the function decode; got text",
    );
    expect(() => channelCodecs({ 'a*b*': t.string })).toThrow(
      "codecs['a*b*']: a pattern may have one * only",
    );
  });

  it('types data by the pattern, and that of plain messages by the messages', () => {
    interface Codecs {
      readonly 'prices:*': t.Type<number>;
      readonly 'prices:all': t.Type<readonly number[]>;
    }
    type Of<Key extends string> = ChannelData<Message, Codecs, Key>;
    const values: [Of<'prices:EURUSD'>, Of<'prices:all'>, Of<'chat_general'>['text'], Of<'else'>] = [
      1,
      [1],
      'hi',
      {},
    ];
    // @ts-expect-error -- a price is a number
    const price: Of<'prices:EURUSD'> = 'dear';
    // @ts-expect-error -- a status is one of four
    const status: Of<'user_status_u1'>['status'] = 'asleep';

    expect([values.length, price, status]).toEqual([4, 'dear', 'asleep']);
  });
});
