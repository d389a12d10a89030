import type { AuthenticateAction } from '../messages/actions/AuthenticateAction.js';
import type { HubCore } from './hubCore.js';
import { readRequest } from './readRequest.js';
import { Refusal } from './Refusal.js';

/**
 * The first message of a client that has to say who it is.
 *
 * Errors: throws a `Refusal`: `BAD_REQUEST` where it says anything else, `LIMIT_PAYLOAD`.
 */
export function introduction(core: HubCore, text: string): AuthenticateAction {
  const { type, data } = readRequest(core, text);
  const action = (data ?? {}) as Partial<AuthenticateAction>;
  if (type !== 'systemMessage' || action.action !== 'authenticate' || typeof action.token !== 'string') {
    throw new Refusal('BAD_REQUEST', 'authenticate first: nothing else is served before');
  }
  return action as AuthenticateAction;
}
