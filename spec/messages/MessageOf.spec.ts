import * as t from 'io-ts';
import type { ChatData } from '../../lib/messages/ChatData.js';
import type { MessageOf } from '../../lib/messages/MessageOf.js';
import { messageRegistry } from '../../lib/messages/messageRegistry.js';
import type { Message } from '../../lib/messages/messages.js';
import { messages } from '../../lib/messages/messages.js';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const holds = <T extends true>(proof: T): T => proof;

const registry = messageRegistry({
  payloads: {
    telemetry: t.type({ speed: t.number }),
    chat: t.type({ text: t.string, mood: t.string }),
    note: t.union([t.string, t.undefined]),
  },
});
type AppMessage = MessageOf<typeof registry>;

// What `tsc` accepts here is the test; what runs shows that the types tell the truth.
describe('MessageOf', () => {
  it('is a union that type tells apart', () => {
    const describeIt = (message: Message): string => {
      switch (message.type) {
        case 'chat':
          return message.data.text;
        case 'notification':
          return message.data.title;
        case 'userStatus':
          return message.data.status;
        case 'error':
          return message.data.code;
        case 'ping':
        case 'pong':
          return String(message.data);
        case 'systemMessage':
          // @ts-expect-error -- an unknown message's data may be anything
          void message.data?.action;
          return message.originalType ?? String(message.data?.action);
      }
    };

    const texts = [
      messages.create('chat', { text: 'hi' }),
      messages.create('systemMessage', { action: 'subscribe', channel: 'a' }),
      messages.create('ping', 5),
    ].map(describeIt);

    expect(texts).toEqual(['hi', 'subscribe', '5']);
  });

  it('tells the actions of system messages apart', () => {
    const channelOf = (message: Message): string | undefined => {
      if (message.type !== 'systemMessage' || message.originalType !== undefined) return undefined;
      switch (message.data?.action) {
        case 'subscribe':
          // @ts-expect-error -- a subscribe request may speak of many channels
          void (message.data.channel satisfies string);
          return message.data.channels ? message.data.channels[0]?.channel : message.data.channel;
        case 'ack':
          // @ts-expect-error -- an acknowledgement has no members
          void message.data.members;
          return message.data.channel;
        case 'goAway':
          return String(message.data.reconnectAfter satisfies number | undefined);
        default:
          return undefined;
      }
    };

    const channels = [
      messages.create('systemMessage', { action: 'subscribe', channels: [{ channel: 'a' }] }),
      messages.create('systemMessage', { action: 'subscribe', channel: 'b' }),
      messages.create('systemMessage', { action: 'ack', channel: 'c' }),
      messages.create('systemMessage', { action: 'goAway', reconnectAfter: 5 }),
      messages.create('systemMessage', null),
    ].map(channelOf);

    expect(channels).toEqual(['a', 'b', 'c', '5', undefined]);
  });

  it('has the types of an application, and its narrower ones', () => {
    const describeIt = (message: AppMessage): string => {
      if (message.type === 'telemetry') return message.data.speed.toFixed(1);
      if (message.type === 'chat') return message.data.mood;
      if (message.type === 'note') return message.data ?? 'empty';
      // @ts-expect-error -- telemetry is dealt with
      void (message.type === 'telemetry');
      return message.type;
    };
    type NarrowerChat = MessageOf<typeof registry, 'chat'>['data'];

    const texts = [
      registry.create('telemetry', { speed: 81 }),
      registry.create('chat', { text: 'hi', mood: 'merry' }),
      registry.create('note'),
      registry.create('ping'),
    ].map(describeIt);

    expect(texts).toEqual(['81.0', 'merry', 'empty', 'ping']);
    expect(holds<Equal<NarrowerChat, { text: string; mood: string }>>(true)).toBe(true);
  });

  it('gives the messages of one type', () => {
    type Chat = MessageOf<typeof messages, 'chat'>;
    type Types = MessageOf<typeof messages>['type'];

    const chat: Chat = { type: 'chat', data: { text: 'hi' }, timestamp: '2026-03-01' };

    expect(holds<Equal<Chat['data'], ChatData>>(true)).toBe(true);
    expect(
      holds<
        Equal<Types, 'ping' | 'pong' | 'chat' | 'notification' | 'userStatus' | 'systemMessage' | 'error'>
      >(true),
    ).toBe(true);
    expect(messages.is(chat)).toBe(true);
  });

  it('refuses wrong data where a message is made', () => {
    const wrong = [
      // @ts-expect-error -- a chat message has a text
      () => messages.create('chat', {}),
      // @ts-expect-error -- a chat message has data
      () => messages.create('chat'),
      // @ts-expect-error -- there is no such type
      () => messages.create('applause', {}),
      // @ts-expect-error -- an unsubscribe request names its channel
      () => messages.create('systemMessage', { action: 'unsubscribe' }),
      // @ts-expect-error -- a speed is a number
      () => registry.create('telemetry', { speed: 'fast' }),
      // @ts-expect-error -- here a chat message has a mood
      () => registry.create('chat', { text: 'hi' }),
      // @ts-expect-error -- options are no data
      () => registry.create('telemetry', { channel: 'a' }),
    ];

    // Nothing is checked at run time: what TypeScript lets through is what is sent.
    const refused = wrong.slice(0, 2).map((make) => messages.is(make()));

    expect(refused).toEqual([false, false]);
  });

  it('refuses to change a message', () => {
    const message = messages.create('chat', { text: 'hi' });

    // @ts-expect-error -- a message may have many readers
    const change = (): unknown => (message.data.text = 'ho');

    expect(change).not.toThrow();
  });
});
