import { checkDuration } from '../core/checkDuration.js';
import { checkNumber } from '../core/checkNumber.js';

/** Who is on a channel, as its observers see it. */
export interface Member {
  /** The user's id; for a client without one, the name of its connection. What `join` and `leave` go by. */
  readonly id: string;
  /** The user's id; the empty string for everybody who has none. */
  readonly user: string;
  /** What `authenticate` said that others see. */
  readonly info?: unknown;
}

export interface PresenceConfig {
  /** Which channels keep presence; the same answer for a channel at all hubs. One that throws says no. */
  readonly channels: (context: { readonly channel: string }) => boolean;
  /**
   * How long somebody whose link broke counts as present, in ms: who is back by then, over whatever link or hub, has neither
   * left nor joined. @defaultValue 5_000
   */
  readonly grace?: number;
  /** After how long those of a hub that was killed have left, in ms; a third of it from one renewal to the next. @defaultValue 30_000 */
  readonly ttl?: number;
  /** Members of a channel that are listed, and told of, at most; beyond it the others are but counted. @defaultValue 1_000 */
  readonly maxMembers?: number;
  /** From one telling of a channel's changes to the next, in ms; what comes to nothing meanwhile is not told. @defaultValue 100 */
  readonly pace?: number;
}

/** With defaults; throws for what is out of range. */
export function presenceConfig(config: PresenceConfig): Required<PresenceConfig> {
  const { channels, grace = 5_000, ttl = 30_000, maxMembers = 1_000, pace = 100 } = config;
  if (typeof channels !== 'function')
    throw new TypeError(`presence.channels must be a function; got ${String(channels)}`);
  checkDuration('presence.grace', grace);
  checkDuration('presence.ttl', ttl, 3);
  checkNumber('presence.maxMembers', maxMembers, 1);
  checkDuration('presence.pace', pace);
  return { channels, grace, ttl, maxMembers, pace };
}
