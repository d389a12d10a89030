import { filter, map, take } from 'rxjs';
import { constant, fromWebSocket, realtimeClient, reconnect } from 'rxwire/node';
import type { RealtimeClient } from 'rxwire/node';
import { recorded } from '../support/recorded.js';
import { released } from '../support/released.js';
import { textCodec } from '../support/textCodec.js';
import { receivedBy, webSocketServer } from '../support/webSocketServer.js';

function clientOf(url: string): RealtimeClient<string, string, string> {
  const client = realtimeClient({ url, codec: textCodec, policy: constant(1) });
  released(client.dispose);
  return client;
}

/** Acts from within the first observation of a status after the beginning. */
function within(
  client: RealtimeClient<string, string, string>,
  wanted: string,
  act: () => void,
): {
  readonly seen: readonly string[];
  first(fits: (status: string, index: number) => boolean): Promise<string>;
} {
  const acting = client.state$
    .pipe(
      filter(({ status }, index) => index > 0 && status === wanted),
      take(1),
    )
    .subscribe(act);
  released(() => acting.unsubscribe());
  return recorded(client.state$.pipe(map(({ status }) => status as string)));
}

describe('a client that is called from within its own streams', () => {
  it('disconnects within connected, and every observer sees both in order', async () => {
    const { url, peer, dials } = await webSocketServer();
    const client = clientOf(url);
    const states = within(client, 'connected', client.disconnect);

    client.connect();

    expect(await (await peer()).closed).toEqual({ code: 1000, reason: '' });
    expect(states.seen).toEqual(['disconnected', 'connecting', 'connected', 'disconnected']);
    expect(dials()).toBe(1);
  });

  it('disconnects within connecting, and opens nothing', async () => {
    const { url, dials } = await webSocketServer();
    const client = clientOf(url);
    const states = within(client, 'connecting', client.disconnect);
    const other = clientOf(url);

    client.connect();
    other.connect();
    await recorded(other.state$).first(({ status }) => status === 'connected');

    expect(states.seen).toEqual(['disconnected', 'connecting', 'disconnected']);
    expect(dials()).toBe(1);
  });

  it('connects within disconnected, once', async () => {
    const { url, peer, dials } = await webSocketServer();
    const client = clientOf(url);
    const states = within(client, 'disconnected', client.connect);

    client.connect();
    await states.first((status) => status === 'connected');
    client.disconnect();
    await peer(1);
    await states.first((status, index) => index > 3 && status === 'connected');

    const run = ['connecting', 'connected'];
    expect(states.seen).toEqual(['disconnected', ...run, 'disconnected', ...run]);
    expect(dials()).toBe(2);
  });

  it('disconnects and connects within connected, and ends up connected', async () => {
    const { url, peer, dials } = await webSocketServer();
    const client = clientOf(url);
    const states = within(client, 'connected', () => {
      client.disconnect();
      client.connect();
    });

    client.connect();
    expect(await (await peer(0)).closed).toEqual({ code: 1000, reason: '' });
    await peer(1);
    await states.first((status, index) => index > 3 && status === 'connected');

    const run = ['connecting', 'connected'];
    expect(states.seen).toEqual(['disconnected', ...run, 'disconnected', ...run]);
    expect(dials()).toBe(2);
  });

  it('connects once, however often it is told to', async () => {
    const { url, dials } = await webSocketServer();
    const client = clientOf(url);
    const states = within(client, 'connecting', client.connect);

    client.connect();
    client.connect();
    await states.first((status) => status === 'connected');

    expect(states.seen).toEqual(['disconnected', 'connecting', 'connected']);
    expect(dials()).toBe(1);
  });

  it('sends within a message', async () => {
    const { url, peer } = await webSocketServer({
      greet: (socket) => {
        socket.on('message', (data) => socket.send(`${String(data)}!`));
        socket.send('a');
      },
    });
    const client = clientOf(url);
    const outcomes: unknown[] = [];

    const playing = client.messages$
      .pipe(take(4))
      .subscribe((message) => outcomes.push(client.send(`${message}?`).status));
    released(() => playing.unsubscribe());

    expect(await receivedBy(await peer(), 3)).toEqual(['a?', 'a?!?', 'a?!?!?']);
    expect(outcomes.slice(0, 3)).toEqual(['sent', 'sent', 'sent']);
  });

  it('sends within connected, behind what was queued before', async () => {
    const { url, peer } = await webSocketServer();
    const client = clientOf(url);
    client.send('first');
    within(client, 'connected', () => client.send('second'));

    client.connect();

    expect(await receivedBy(await peer(), 2)).toEqual(['first', 'second']);
  });

  it.each(['disconnect', 'dispose'] as const)('can %s within a message', async (end) => {
    const { url, peer } = await webSocketServer({
      greet: (socket) => ['a', 'b'].forEach((message) => socket.send(message)),
    });
    const client = clientOf(url);
    const seen: string[] = [];

    const listening = client.messages$.subscribe((message) => {
      seen.push(message);
      client[end]();
    });
    released(() => listening.unsubscribe());

    expect((await (await peer()).closed).code).toBe(1000);
    expect(seen).toEqual(['a']);
  });
});

describe('a connection that is closed from within its own streams', () => {
  it('is dialled again, once', async () => {
    const { url, peer, dials } = await webSocketServer({ greet: (socket) => socket.send('a') });
    let closes = 0;

    const lifecycle = recorded(fromWebSocket({ url }).pipe(reconnect(constant(1))));
    const closing = lifecycle.first((state) => {
      if (state.status === 'connected' && (closes += 1) === 1) {
        state.connection.incoming$.subscribe(() => state.connection.close(4000, 'enough'));
      }
      return closes === 2;
    });
    await closing;

    expect(await (await peer(0)).closed).toEqual({ code: 4000, reason: 'enough' });
    expect(dials()).toBe(2);
  });
});
