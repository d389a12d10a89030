import { filter, firstValueFrom, lastValueFrom } from 'rxjs';
import { constant, dataSync, fromHubEvents, fromWebSocket, realtimeClient } from 'rxwire/node';
import type { FallbackConfig } from 'rxwire/node';
import { messages } from 'rxwire/messages';
import { hubServer } from './hubServer.js';
import type { HubServerConfig } from './hubServer.js';
import { released } from './released.js';
import { upgradeProxy } from './upgradeProxy.js';

/** A hub, a proxy in front of it that is in the way of WebSockets, and a client that may take either door. */
export async function twoDoors(config: HubServerConfig = {}, fallback: FallbackConfig<never> = {}) {
  const server = await hubServer(config);
  const proxy = await upgradeProxy(server.port);
  const address = `127.0.0.1:${proxy.port}`;
  const client = realtimeClient({
    transports: [
      fromWebSocket({ url: `ws://${address}/hub`, connectTimeout: 100 }),
      fromHubEvents({ url: `http://${address}/events` }),
    ],
    fallback: { proofTimeout: 100, probe: constant(30), ...fallback },
    codec: messages,
    policy: constant(1),
    reconnect: { minUptime: 0 },
  });
  released(() => client.dispose());
  const sync = dataSync(client);
  /** Resolves when the client is connected over this transport. */
  const over = (place: number) =>
    firstValueFrom(
      client.state$.pipe(
        filter((state) => state.status === 'connected' && state.connection.transport === place),
      ),
    );
  /** What was subscribed to is joined: what is published behind it is answered behind it. */
  const joined = () => lastValueFrom(sync.publish('elsewhere', 0));
  return { ...server, proxy, client, sync, over, joined };
}
