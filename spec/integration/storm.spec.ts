import { map } from 'rxjs';
import { constant, fromWebSocket, limitAttempts, reconnect } from 'rxwire/node';
import { recorded } from '../support/recorded.js';
import { webSocketServer } from '../support/webSocketServer.js';

describe('a server that accepts and drops', () => {
  it('is dialled as often as the policy says, and not at every drop anew', async () => {
    const { url, dials } = await webSocketServer({ greet: (socket) => socket.terminate() });
    const policy = limitAttempts(5)(constant(20));

    const lifecycle = recorded(fromWebSocket({ url }).pipe(reconnect(policy, { minUptime: 1_000 })));
    await lifecycle.all();

    expect(dials()).toBe(6);
    expect(lifecycle.seen.filter(({ status }) => status === 'connected')).toHaveLength(6);
    expect(lifecycle.seen.at(-1)).toMatchObject({ status: 'disconnected', cause: { code: 1006 } });
  });

  it('is dialled on and on when its connections count as stable', async () => {
    const { url, peer } = await webSocketServer({ greet: (socket) => socket.terminate() });
    const policy = limitAttempts(1)(constant(1));

    const attempts = recorded(
      fromWebSocket({ url }).pipe(
        reconnect(policy, { minUptime: 0 }),
        map((state) => ('attempt' in state ? state.attempt : 0)),
      ),
    );
    await peer(4);

    expect(Math.max(...attempts.seen)).toBe(1);
  });
});
