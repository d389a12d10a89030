import { NEVER } from 'rxjs';
import { realtimeClient } from 'rxwire/node';
import { released } from '../support/released.js';
import { textCodec } from '../support/textCodec.js';
import { webSocketServer } from '../support/webSocketServer.js';

describe('realtimeClient of Node', () => {
  it('dials with what ws can do besides', async () => {
    const { url, peer } = await webSocketServer();
    const client = realtimeClient({
      url,
      codec: textCodec,
      headers: async () => ({ 'x-device': 'kiosk-7' }),
    });
    released(client.dispose);

    client.connect();

    expect((await peer()).request.headers['x-device']).toBe('kiosk-7');
  });

  it('takes any transport in place of a URL', () => {
    const client = realtimeClient({ transport: NEVER, codec: textCodec });
    released(client.dispose);

    client.connect();

    expect(client.metrics.snapshot().attempts).toBe(1);
  });

  it('refuses bad options of the transport at construction', () => {
    expect(() => realtimeClient({ url: 'ws://a', codec: textCodec, maxPayload: 0 })).toThrow('maxPayload');
    expect(() => realtimeClient({ url: 'nonsense', codec: textCodec })).toThrow('nonsense');
  });
});
