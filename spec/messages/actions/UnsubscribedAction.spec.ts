import { UnsubscribedAction } from '../../../lib/messages/actions/UnsubscribedAction.js';
import { itChecks } from '../itChecks.js';

describe('UnsubscribedAction', () => {
  itChecks(UnsubscribedAction, {
    valid: [
      { action: 'unsubscribed', channel: 'room:1' },
      { action: 'unsubscribed', channel: 'room:1', code: 'INSUFFICIENT_STATE', resubscribe: true },
    ],
    invalid: [
      [{ action: 'unsubscribed' }, 'channel: expected string, got undefined'],
      [
        { action: 'unsubscribed', channel: 'a', code: 4203, resubscribe: 1 },
        'code: expected string, got 4203',
        'resubscribe: expected boolean, got 1',
      ],
    ],
  });
});
