import { fromWebSocket } from 'rxwire';
import type { WebSocketConnection } from 'rxwire';
import { fakeWebSocket } from 'rxwire/testing';
import { openLink } from '../support/openLink.js';
import { unhandledErrors } from '../support/unhandledErrors.js';

describe('dial, among consumers that throw', () => {
  it('goes on, for the one who threw and for everybody else', () => {
    const seen: string[] = [];

    const thrown = unhandledErrors(() => {
      const { connection, peer, calls, ends } = openLink();
      connection.incoming$.subscribe((message) => {
        seen.push(`first ${String(message)}`);
        throw new Error(`on ${String(message)}`);
      });
      connection.incoming$.subscribe((message) => seen.push(`second ${String(message)}`));
      peer.send('a');
      peer.send('b');
      connection.send('c');
      expect([calls, ends]).toEqual([['send c'], []]);
    });

    expect(seen).toEqual(['first a', 'second a', 'first b', 'second b']);
    expect(thrown).toEqual([new Error('on a'), new Error('on b')]);
  });

  it('gives frames that were kept to a first subscriber that throws on each', () => {
    const seen: unknown[] = [];

    const thrown = unhandledErrors(() => {
      const { connection, peer } = openLink();
      peer.send('a');
      peer.send('b');
      connection.incoming$.subscribe((message) => {
        seen.push(message);
        throw new Error(`on ${String(message)}`);
      });
      peer.send('c');
    });

    expect(seen).toEqual(['a', 'b', 'c']);
    expect(thrown).toEqual([new Error('on a'), new Error('on b'), new Error('on c')]);
  });

  it('opens all the same when the observer of the opening throws', () => {
    const connections: WebSocketConnection[] = [];
    const seen: unknown[] = [];

    const thrown = unhandledErrors(() => {
      const { webSocket, peers } = fakeWebSocket('-');
      const subscription = fromWebSocket({ url: 'ws://a', webSocket }).subscribe((connection) => {
        connections.push(connection);
        throw new Error('not ready');
      });
      peers[0]?.open();
      connections[0]?.incoming$.subscribe((message) => seen.push(message));
      peers[0]?.send('a');
      subscription.unsubscribe();
    });

    expect(seen).toEqual(['a']);
    expect(thrown).toEqual([new Error('not ready')]);
  });
});
