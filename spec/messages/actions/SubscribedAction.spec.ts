import { SubscribedAction } from '../../../lib/messages/actions/SubscribedAction.js';
import { itChecks } from '../itChecks.js';

describe('SubscribedAction', () => {
  itChecks(SubscribedAction, {
    valid: [
      { action: 'subscribed', channel: 'room:1' },
      {
        action: 'subscribed',
        channel: 'room:1',
        epoch: 'k3Jd9xQ2',
        offset: 44,
        recovering: true,
        recovered: true,
        replay: 3,
      },
      { action: 'subscribed', channels: [{ channel: 'a', offset: 0 }, { channel: 'b' }] },
      {
        action: 'subscribed',
        channels: [{ channel: 'a' }],
        errors: [
          { code: 'FORBIDDEN', message: 'you may not', channel: 'b', retryable: false, retryAfter: null },
        ],
      },
    ],
    invalid: [
      [{ action: 'subscribed' }, 'channel: expected string, got undefined'],
      [
        {
          action: 'subscribed',
          channel: 'a',
          epoch: 1,
          offset: '44',
          recovering: 1,
          recovered: 'no',
          replay: 0.5,
        },
        'epoch: expected string, got 1',
        'offset: expected safe integer, got "44"',
        'recovering: expected boolean, got 1',
        'recovered: expected boolean, got "no"',
        'replay: expected safe integer, got 0.5',
      ],
      [
        { action: 'subscribed', channels: [{ channel: 'a', recovered: 1 }] },
        'channels.0.recovered: expected boolean, got 1',
      ],
      [
        { action: 'subscribed', channels: [], errors: [{ code: 1, message: 'you may not' }] },
        'errors.0.code: expected string, got 1',
      ],
    ],
  });
});
