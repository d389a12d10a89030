import { AuthenticatedAction } from '../../../lib/messages/actions/AuthenticatedAction.js';
import { itChecks } from '../itChecks.js';

describe('AuthenticatedAction', () => {
  itChecks(AuthenticatedAction, {
    valid: [{ action: 'authenticated' }, { action: 'authenticated', user: 'ann', expiresIn: 60_000 }],
    invalid: [
      [
        { action: 'authenticated', user: 7, expiresIn: 'soon' },
        'user: expected string, got 7',
        'expiresIn: expected number, got "soon"',
      ],
    ],
  });
});
