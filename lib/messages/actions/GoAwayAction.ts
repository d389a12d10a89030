import * as t from 'io-ts';
import { fields } from '../fields.js';

/** Tells that the server is draining. */
export interface GoAwayAction {
  readonly action: 'goAway';
  /** How long to wait before dialling again, in milliseconds; differs from client to client. */
  readonly reconnectAfter?: number;
}

/** The codec of the notice that the server is draining. */
export const GoAwayAction: t.Type<GoAwayAction> = fields<GoAwayAction>(
  'GoAwayAction',
  { action: t.literal('goAway') },
  { reconnectAfter: t.number },
);
