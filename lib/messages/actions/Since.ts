import * as t from 'io-ts';
import { SafeInteger } from '../SafeInteger.js';
import { fields } from '../fields.js';

/** The position in a channel's history from which an observer wants to go on. */
export interface Since {
  /** The offset of the last publication that was seen. */
  readonly offset?: number;
  /** The run of the history that the offset belongs to. */
  readonly epoch?: string;
}

/** The codec of a position to go on from. */
export const Since: t.Type<Since> = fields<Since>('Since', {}, { offset: SafeInteger, epoch: t.string });
