import type { HubCore } from './hubCore.js';
import type { Known } from './identify.js';
import { lifeOf } from './renew.js';

/** What a client is told first, once it is known: its name, and the limits that it has to keep. */
export function greeting(core: HubCore, connection: string, known: Known): string {
  const { pingInterval: heartbeat, maxPayload, maxChannels } = core.limits;
  const about = { connection, protocol: 1, heartbeat, maxPayload, maxChannels, ...lifeOf(known) };
  return core.notice({ action: 'welcome', ...about, serverTime: core.timestamp() });
}
