import * as t from 'io-ts';
import { SafeInteger } from '../SafeInteger.js';
import { fields } from '../fields.js';

/** The reply to a publication: it was taken. */
export interface AckAction {
  readonly action: 'ack';
  /** The channel it was published to. */
  readonly channel: string;
  /** Its place in the channel's history; missing where no history is kept. */
  readonly offset?: number;
  /** The run of the history that the offset belongs to. */
  readonly epoch?: string;
  /** True: an earlier try with the same id had been taken already. */
  readonly duplicate?: boolean;
}

/** The codec of the reply to a publication. */
export const AckAction: t.Type<AckAction> = fields<AckAction>(
  'AckAction',
  { action: t.literal('ack'), channel: t.string },
  { offset: SafeInteger, epoch: t.string, duplicate: t.boolean },
);
