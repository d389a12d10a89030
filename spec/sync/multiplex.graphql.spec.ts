import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { ReplaySubject, Subject, filter, map, take } from 'rxjs';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { constant, multiplex, realtimeClient } from 'rxwire/node';
import type { Codec, Multiplex, RealtimeClient } from 'rxwire/node';
import { WebSocketServer } from 'ws';
import { eachValueOf } from '../support/eachValueOf.js';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';

/** What graphql-transport-ws says, in both directions. @see https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

interface NextFrame {
  readonly payload: { readonly data: { readonly said: string } };
}

const codec: Codec<Frame, Frame, string> = {
  decode: (text) => ({ _tag: 'Right', right: JSON.parse(String(text)) as Frame }),
  encode: (frame) => JSON.stringify(frame),
};

/** The rooms of a server, and who is in them. */
interface Rooms {
  readonly url: string;
  readonly words$: Subject<readonly [room: string, word: string]>;
  /** Operations that began and ended, as `+room` and `-room`. */
  readonly operations$: ReplaySubject<string>;
  cut(): void;
}

async function rooms(): Promise<Rooms> {
  const words$ = new Subject<readonly [string, string]>();
  const operations$ = new ReplaySubject<string>();
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { none: { type: GraphQLString } } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        said: {
          type: GraphQLString,
          args: { room: { type: GraphQLString } },
          subscribe: (_source, { room }: { room: string }) => {
            const inRoom$ = words$.pipe(
              filter(([each]) => each === room),
              map(([, said]) => ({ said })),
            );
            operations$.next(`+${room}`);
            return eachValueOf(room === 'short' ? inRoom$.pipe(take(1)) : inRoom$, () =>
              operations$.next(`-${room}`),
            );
          },
        },
      },
    }),
  });
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const server = useServer({ schema }, sockets);
  await once(sockets, 'listening');
  released(() => server.dispose());
  return {
    url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`,
    words$,
    operations$,
    cut: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

function clientOf(url: string): {
  readonly client: RealtimeClient<Frame, Frame>;
  readonly rooms: Multiplex<string, Frame>;
} {
  const client = realtimeClient({
    url,
    protocols: GRAPHQL_TRANSPORT_WS_PROTOCOL,
    codec,
    policy: constant(1),
    gate: {
      hello: { type: 'connection_init' },
      answer: ({ type }) => type === 'connection_ack' || undefined,
    },
  });
  released(() => client.dispose());
  // The id of an operation is the key with the ticket behind it.
  const idOf = ({ id = '' }: Frame): readonly [key: string, ticket: number] => {
    const [ticket = '', ...key] = id.split(' ');
    return [key.join(' '), Number(ticket)];
  };
  return {
    client,
    rooms: multiplex(client, {
      keyOf: (frame) => (frame.id === undefined ? undefined : idOf(frame)[0]),
      ticketOf: (frame) => idOf(frame)[1],
      subscribe: ({ key, ticket }) => ({
        id: `${ticket} ${key}`,
        type: 'subscribe',
        payload: {
          query: `subscription ($room: String) { ${key === 'unknown' ? 'sung' : 'said'}(room: $room) }`,
          variables: { room: key },
        },
      }),
      unsubscribe: ({ key, ticket }) => ({ id: `${ticket} ${key}`, type: 'complete' }),
      endOf: ({ type, payload }) =>
        type === 'complete' ? {} : type === 'error' ? { error: payload } : undefined,
    }),
  };
}

const word = (frame: Frame): string => (frame as unknown as NextFrame).payload.data.said;

describe('multiplex, speaking graphql-transport-ws to the server of graphql-ws', () => {
  it('runs one operation for each key, ends it with its last observer, and starts all anew after a break', async () => {
    const server = await rooms();
    const { rooms: subscriptions } = clientOf(server.url);
    const begun = recorded(server.operations$);

    const [kitchen, again, hall] = [
      recorded(subscriptions.channel('the kitchen').pipe(map(word))),
      recorded(subscriptions.channel('the kitchen').pipe(map(word))),
      recorded(subscriptions.channel('hall').pipe(map(word))),
    ];
    await begun.first((text) => text === '+hall');
    server.words$.next(['the kitchen', 'tea']);
    server.words$.next(['hall', 'echo']);
    await hall.first();
    again.subscription.unsubscribe();
    server.cut();
    await begun.first((_, index) => index === 5);
    server.words$.next(['the kitchen', 'more tea']);
    await kitchen.first((text) => text === 'more tea');
    kitchen.subscription.unsubscribe();
    await begun.first((_, index) => index === 6);

    expect(kitchen.seen).toEqual(['tea', 'more tea']);
    expect(again.seen).toEqual(['tea']);
    expect(hall.seen).toEqual(['echo']);
    expect(begun.seen.slice(0, 2)).toEqual(['+the kitchen', '+hall']);
    expect([...begun.seen.slice(2, 6)].sort()).toEqual(['+hall', '+the kitchen', '-hall', '-the kitchen']);
    expect(begun.seen.slice(6)).toEqual(['-the kitchen']);
  });

  it('ends the key of an operation that fails or completes, and no other', async () => {
    const server = await rooms();
    const { rooms: subscriptions } = clientOf(server.url);
    const begun = recorded(server.operations$);

    const unknown = recorded(subscriptions.channel('unknown').pipe(map(word)));
    const short = recorded(subscriptions.channel('short').pipe(map(word)));
    const hall = recorded(subscriptions.channel('hall').pipe(map(word)));
    await begun.first((text) => text === '+hall');
    server.words$.next(['short', 'brief']);
    server.words$.next(['hall', 'echo']);
    await Promise.all([hall.first(), short.all()]);

    expect(await unknown.end()).toEqual([
      expect.objectContaining({ message: 'Cannot query field "sung" on type "Subscription".' }),
    ]);
    expect(await short.end()).toBeUndefined();
    expect(short.seen).toEqual(['brief']);
    expect(hall.seen).toEqual(['echo']);
  });
});
