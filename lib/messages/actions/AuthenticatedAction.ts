import * as t from 'io-ts';
import { fields } from '../fields.js';

/** The reply to a client that has said who it is: it is known. */
export interface AuthenticatedAction {
  readonly action: 'authenticated';
  /** The user's id at the server. */
  readonly user?: string;
  /** How long that holds, in milliseconds; without it, for as long as the connection. */
  readonly expiresIn?: number;
}

/** The codec of the reply to a client that is known. */
export const AuthenticatedAction: t.Type<AuthenticatedAction> = fields<AuthenticatedAction>(
  'AuthenticatedAction',
  { action: t.literal('authenticated') },
  { user: t.string, expiresIn: t.number },
);
