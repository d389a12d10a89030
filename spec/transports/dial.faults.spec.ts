import { ReplaySubject, config, firstValueFrom, take, toArray } from 'rxjs';
import { fromWebSocket } from 'rxwire';
import type { WebSocketConnection } from 'rxwire';
import { FakeWebSocket } from '../support/FakeWebSocket.js';
import { openFakeWebSocket } from '../support/openFakeWebSocket.js';

describe('dial, among consumers that throw', () => {
  let thrown$: ReplaySubject<unknown>;
  const reported = (count: number): Promise<unknown[]> =>
    firstValueFrom(thrown$.pipe(take(count), toArray()));

  beforeEach(() => {
    thrown$ = new ReplaySubject();
    config.onUnhandledError = (error) => thrown$.next(error);
  });
  afterEach(() => {
    config.onUnhandledError = null;
  });

  it('goes on, for the one who threw and for everybody else', async () => {
    const { connection, socket, calls, ends } = openFakeWebSocket();
    const seen: string[] = [];
    connection.incoming$.subscribe((message) => {
      seen.push(`first ${String(message)}`);
      throw new Error(`on ${String(message)}`);
    });
    connection.incoming$.subscribe((message) => seen.push(`second ${String(message)}`));

    socket.receives('a');
    socket.receives('b');
    connection.send('c');
    const thrown = await reported(2);

    expect(seen).toEqual(['first a', 'second a', 'first b', 'second b']);
    expect(calls).toEqual(['send c']);
    expect(ends).toEqual([]);
    expect(thrown).toEqual([new Error('on a'), new Error('on b')]);
  });

  it('gives frames that were kept to a first subscriber that throws on each', async () => {
    const { connection, socket } = openFakeWebSocket();
    const seen: unknown[] = [];
    socket.receives('a');
    socket.receives('b');

    connection.incoming$.subscribe((message) => {
      seen.push(message);
      throw new Error('never content');
    });
    socket.receives('c');
    const thrown = await reported(3);

    expect(seen).toEqual(['a', 'b', 'c']);
    expect(thrown).toHaveLength(3);
  });

  it('opens all the same when the observer of the opening throws', async () => {
    const sockets: FakeWebSocket[] = [];
    const connections: WebSocketConnection[] = [];
    const seen: unknown[] = [];
    const webSocket = class extends FakeWebSocket {
      constructor() {
        super(() => undefined);
        sockets.push(this);
      }
    };
    const subscription = fromWebSocket({ url: 'ws://a', webSocket }).subscribe((connection) => {
      connections.push(connection);
      throw new Error('not ready');
    });

    sockets[0]?.opens();
    connections[0]?.incoming$.subscribe((message) => seen.push(message));
    sockets[0]?.receives('a');
    subscription.unsubscribe();
    const thrown = await reported(1);

    expect(seen).toEqual(['a']);
    expect(thrown).toEqual([new Error('not ready')]);
  });
});
