import * as t from 'io-ts';
import { fields } from '../fields.js';

/** Says who the client is: its first message, or later, so that what it was granted goes on. */
export interface AuthenticateAction {
  readonly action: 'authenticate';
  /** What the server knows the client by. */
  readonly token: string;
}

/** The codec of a client's word on who it is. */
export const AuthenticateAction: t.Type<AuthenticateAction> = fields<AuthenticateAction>(
  'AuthenticateAction',
  { action: t.literal('authenticate'), token: t.string },
  {},
);
