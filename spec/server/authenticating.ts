import type { AuthenticateContext, HubConfig, Identity } from 'rxwire/server';
import { systemMessage } from './hubTalk.js';

export const authenticate = (id: string, token: string): string =>
  systemMessage(id, { action: 'authenticate', token });

/** A token is a user's name, or that with an expiry in ms; `nobody` is nobody's. */
export const byToken = ({ token }: AuthenticateContext): Identity | null => {
  const [user = '', expiresIn] = (token ?? 'nobody').split(' ');
  if (user === 'nobody') return null;
  return { user, ...(expiresIn !== undefined && { expiresIn: Number(expiresIn) }) };
};
/** A hub whose clients have to say who they are. */
export const byMessage: Partial<HubConfig> = { authenticate: byToken, authenticateBy: 'message' };
