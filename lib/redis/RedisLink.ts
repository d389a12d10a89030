import type { Connection } from '../core/Connection.js';
import type { RedisScript } from './RedisScript.js';

/** What was published on a channel of the engine. */
export interface Announcement {
  readonly channel: string;
  readonly text: string;
}

/** A link to Redis that is open: announcements come in, pings go out, and scripts run. */
export interface RedisLink extends Connection<Announcement, 'ping'> {
  /** Runs a script, which must have been loaded. Rejects with what the engine says, or with the end of the link. */
  run(script: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  /** Loads all scripts again. */
  load(): Promise<unknown>;
  /** Resolves when announcements on these channels arrive. */
  listen(channels: readonly string[]): Promise<unknown>;
  ignore(channels: readonly string[]): Promise<unknown>;
  /** Ends the link with this error. */
  fail(error: unknown): void;
}
