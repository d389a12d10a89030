import * as t from 'io-ts';
import { SafeInteger } from '../SafeInteger.js';
import { fields } from '../fields.js';
import { Since } from './Since.js';

/** Asks for past publications of a channel; the reply bears the same action. */
export interface HistoryAction {
  readonly action: 'history';
  /** The channel's name. */
  readonly channel: string;
  /** The request's position to read from; without it, the oldest that is kept. */
  readonly since?: Since;
  /** How many publications the request wants at most. */
  readonly limit?: number;
  /** The reply's run of the history. */
  readonly epoch?: string;
  /** The reply's top of the history. */
  readonly offset?: number;
  /** The reply's publications, oldest first, each an envelope. */
  readonly items?: readonly unknown[];
}

/** The codec of a request for history, and of its reply. */
export const HistoryAction: t.Type<HistoryAction> = fields<HistoryAction>(
  'HistoryAction',
  { action: t.literal('history'), channel: t.string },
  {
    since: Since,
    limit: SafeInteger,
    epoch: t.string,
    offset: SafeInteger,
    items: t.readonlyArray(t.unknown),
  },
);
