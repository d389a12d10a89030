/** What channels read of a message that comes in; the messages of `rxwire/messages` are such. */
export interface SyncMessage {
  readonly type: string;
  /** The type on the wire, where the codec does not know it. */
  readonly originalType?: string | undefined;
  readonly data?: unknown;
  readonly id?: string;
  readonly timestamp: string;
  readonly channel?: string;
  readonly offset?: number;
}
