import { GoAwayAction } from '../../../lib/messages/actions/GoAwayAction.js';
import { itChecks } from '../itChecks.js';

describe('GoAwayAction', () => {
  itChecks(GoAwayAction, {
    valid: [{ action: 'goAway' }, { action: 'goAway', reconnectAfter: 1500 }],
    invalid: [
      [{ action: 'goAway', reconnectAfter: 'soon' }, 'reconnectAfter: expected number, got "soon"'],
      [{ action: 'GoAway' }, 'action: expected "goAway", got "GoAway"'],
    ],
  });
});
