import { AuthenticateAction } from '../../../lib/messages/actions/AuthenticateAction.js';
import { itChecks } from '../itChecks.js';

describe('AuthenticateAction', () => {
  itChecks(AuthenticateAction, {
    valid: [{ action: 'authenticate', token: 'abc' }],
    invalid: [[{ action: 'authenticate' }, 'token: expected string, got undefined']],
  });
});
