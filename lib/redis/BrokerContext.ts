import type { Observable } from 'rxjs';
import type { Heard } from './announcements.js';
import type { ChannelKeys } from './channelKeys.js';
import type { Command } from './pendingCommands.js';
import type { RedisBrokerSettings } from './RedisBrokerConfig.js';

/** What the operations of the broker work with. */
export interface BrokerContext {
  readonly settings: RedisBrokerSettings;
  run(command: Command): Observable<unknown>;
  listen(channel: string): Observable<Heard>;
  keysOf(channel: string): ChannelKeys;
  /** A name that no epoch has had, for the case that one begins. */
  nextEpoch(): string;
  /** How scripts are told what epochs are bound to. */
  readonly bound: '0' | '1';
  /** The command that announces. */
  readonly announce: 'PUBLISH' | 'SPUBLISH';
}
