import { AckAction } from '../../../lib/messages/actions/AckAction.js';
import { itChecks } from '../itChecks.js';

describe('AckAction', () => {
  itChecks(AckAction, {
    valid: [
      { action: 'ack', channel: 'room:1' },
      { action: 'ack', channel: 'room:1', offset: 45, epoch: 'k3Jd9xQ2', duplicate: false },
    ],
    invalid: [
      [{ action: 'ack' }, 'channel: expected string, got undefined'],
      [{ action: 'nack', channel: 'a' }, 'action: expected "ack", got "nack"'],
      [
        { action: 'ack', channel: 'a', offset: '45', epoch: 1, duplicate: 0 },
        'offset: expected safe integer, got "45"',
        'epoch: expected string, got 1',
        'duplicate: expected boolean, got 0',
      ],
    ],
  });
});
