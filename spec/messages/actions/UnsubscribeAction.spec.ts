import { UnsubscribeAction } from '../../../lib/messages/actions/UnsubscribeAction.js';
import { itChecks } from '../itChecks.js';

describe('UnsubscribeAction', () => {
  itChecks(UnsubscribeAction, {
    valid: [{ action: 'unsubscribe', channel: 'room:1' }],
    invalid: [
      [{ action: 'unsubscribe' }, 'channel: expected string, got undefined'],
      [{ action: 'subscribe', channel: 'a' }, 'action: expected "unsubscribe", got "subscribe"'],
    ],
  });
});
