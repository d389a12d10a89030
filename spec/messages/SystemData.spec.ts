import { SystemData } from '../../lib/messages/SystemData.js';
import { itChecks } from './itChecks.js';

describe('SystemData', () => {
  itChecks(SystemData, {
    valid: [
      { action: 'subscribe', channel: 'a' },
      { action: 'applaud', channel: 5 },
      { action: 'constructor' },
      { action: '__proto__' },
      { action: 5 },
      { action: null },
      {},
      [],
      'back in five minutes',
      5,
      null,
      undefined,
    ],
    invalid: ['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed', 'ack', 'history', 'presence'].map(
      (action) => [{ action }, 'channel: expected string, got undefined'] as const,
    ),
  });

  itChecks(SystemData, {
    valid: [{ action: 'welcome' }, { action: 'goAway' }],
    invalid: [
      [{ action: 'welcome', protocol: 'two' }, 'protocol: expected number, got "two"'],
      [{ action: 'goAway', reconnectAfter: null }, 'reconnectAfter: expected number, got null'],
    ],
  });
});
