import * as phoenix from 'phoenix';
import { map } from 'rxjs';
import { constant, multiplex, realtimeClient } from 'rxwire/node';
import type { Codec, Multiplex, RealtimeClient } from 'rxwire/node';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';
import { receivedBy, webSocketServer } from '../support/webSocketServer.js';
import type { Peer } from '../support/webSocketServer.js';

/** A message of Phoenix's channels. @see https://hexdocs.pm/phoenix/writing_a_channels_client.html */
interface Push {
  readonly join_ref: string | null;
  readonly ref: string | null;
  readonly topic: string;
  readonly event: string;
  readonly payload: unknown;
}

interface PhoenixSerializer {
  encode(push: Push, callback: (raw: string) => void): void;
  decode(raw: unknown, callback: (push: Push) => void): void;
}

/** What it says in its callback, which it calls at once. */
function answerOf<T>(ask: (answer: (value: T) => void) => void): T {
  let answer: T | undefined;
  ask((value) => (answer = value));
  return answer as T;
}
// Its types leave the serializer out.
const serializer = (phoenix as unknown as { readonly Serializer: PhoenixSerializer }).Serializer;
const codec: Codec<Push, Push, string> = {
  decode: (raw) => ({ _tag: 'Right', right: answerOf<Push>((answer) => serializer.decode(raw, answer)) }),
  encode: (push) => answerOf<string>((answer) => serializer.encode(push, answer)),
};
const push = (joinRef: string, topic: string, event: string, payload: unknown = {}): Push => ({
  join_ref: joinRef,
  ref: null,
  topic,
  event,
  payload,
});

function topicsAt(url: string): {
  readonly topics: Multiplex<string, Push>;
  readonly client: RealtimeClient<Push, Push>;
} {
  const client = realtimeClient({ url, codec, policy: constant(1) });
  released(() => client.dispose());
  const topics = multiplex(client, {
    keyOf: ({ topic }) => topic,
    ticketOf: ({ join_ref: joinRef }) => (joinRef === null ? undefined : Number(joinRef)),
    subscribe: ({ key, ticket }) => ({ ...push(String(ticket), key, 'phx_join'), ref: String(ticket) }),
    unsubscribe: ({ key, ticket }) => push(String(ticket), key, 'phx_leave'),
    endOf: ({ event, payload }) => {
      const { status, response } = payload as { readonly status?: string; readonly response?: unknown };
      if (event === 'phx_close') return {};
      return event === 'phx_error' || (event === 'phx_reply' && status === 'error')
        ? { error: response ?? event }
        : undefined;
    },
  });
  return { topics, client };
}

const say = (peer: Peer, message: Push): void => peer.socket.send(codec.encode(message));

describe("multiplex, speaking the arrays of Phoenix's channels", () => {
  it('joins a topic once, and again after a break, in the words that the serializer makes', async () => {
    const server = await webSocketServer();
    const { topics, client } = topicsAt(server.url);

    const first = recorded(topics.channel('room:1').pipe(map(({ payload }) => payload)));
    const second = recorded(topics.channel('room:1').pipe(map(({ payload }) => payload)));
    const before = await server.peer(0);
    const joined = await receivedBy(before, 1);
    say(before, push('1', 'room:1', 'shout', 'one'));
    say(before, { ...push('1', 'room:2', 'shout', 'for nobody'), join_ref: null });
    say(before, { ...push('1', 'room:1', 'shout', 'two'), join_ref: null });
    await second.first((payload) => payload === 'two');
    before.socket.terminate();
    const after = await server.peer(1);
    const joinedAgain = await receivedBy(after, 1);
    say(after, push('1', 'room:1', 'shout', 'late'));
    say(after, push('2', 'room:1', 'shout', 'three'));
    await first.first((payload) => payload === 'three');
    first.subscription.unsubscribe();
    second.subscription.unsubscribe();
    client.connect();

    expect(joined).toEqual(['["1","1","room:1","phx_join",{}]']);
    expect(joinedAgain).toEqual(['["2","2","room:1","phx_join",{}]']);
    expect(first.seen).toEqual(['one', 'two', 'three']);
    expect(second.seen).toEqual(['one', 'two', 'three']);
    expect((await receivedBy(after, 2)).at(-1)).toBe('["2",null,"room:1","phx_leave",{}]');
  });

  it('ends a topic whose join is refused, or that crashes or closes, and no other', async () => {
    const server = await webSocketServer();
    const { topics } = topicsAt(server.url);

    const [refused, crashed, closed, sound] = ['r', 'c', 'x', 's'].map((topic) =>
      recorded(topics.channel(topic)),
    );
    const peer = await server.peer();
    await receivedBy(peer, 4);
    say(peer, push('1', 'r', 'phx_reply', { status: 'error', response: { reason: 'unauthorized' } }));
    say(peer, push('2', 'c', 'phx_error'));
    say(peer, push('3', 'x', 'phx_close'));
    say(peer, push('4', 's', 'phx_reply', { status: 'ok', response: {} }));

    expect(await refused?.end()).toEqual({ reason: 'unauthorized' });
    expect(await crashed?.end()).toBe('phx_error');
    expect(await closed?.end()).toBeUndefined();
    expect(await sound?.first()).toMatchObject({ topic: 's', payload: { status: 'ok' } });
  });
});
