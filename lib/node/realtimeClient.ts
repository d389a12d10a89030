import { realtimeClient as clientOverTransport } from '../client/realtimeClient.js';
import type {
  RealtimeClient,
  RealtimeClientConfig as PlatformConfig,
  RealtimeClientOptions,
} from '../client/RealtimeClientConfig.js';
import { fromWebSocket } from './fromWebSocket.js';
import type { FromWebSocketConfig } from './fromWebSocket.js';

/** As in the root entry, with what `ws` can do besides. */
export type RealtimeClientConfig<In, Out, E = unknown> =
  | Extract<PlatformConfig<In, Out, E>, { readonly transport: unknown } | { readonly transports: unknown }>
  | (RealtimeClientOptions<In, Out, E> & FromWebSocketConfig);

/**
 * `realtimeClient` on `ws`.
 *
 * ```text
 * messages$ subscribed   ^----------------------------!
 * state$                 i--c--------w---i--c---------x
 * messages$              ----a--b-------------c--d-----
 * ```
 *
 * Errors and finalization: as in the root entry.
 *
 * @example
 * ```ts
 * import { realtimeClient } from 'rxwire/node';
 * import { messages } from 'rxwire/messages';
 *
 * const client = realtimeClient({ url: 'wss://example.org', codec: messages, headers: { 'x-device': 'kiosk-7' } });
 * ```
 */
export function realtimeClient<In, Out, E>(
  config: RealtimeClientConfig<In, Out, E>,
): RealtimeClient<In, Out, E> {
  return clientOverTransport(
    'transport' in config || 'transports' in config
      ? config
      : { ...config, transport: fromWebSocket(config) },
  );
}
