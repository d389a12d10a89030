import { ErrorData } from '../../lib/messages/ErrorData.js';
import { itChecks } from './itChecks.js';

describe('ErrorData', () => {
  itChecks(ErrorData, {
    valid: [
      { code: 'INTERNAL', message: '' },
      { code: 'FORBIDDEN', message: 'no', channel: 'room:1', retryable: false, retryAfter: null },
      { code: 'LIMIT_RATE', message: 'slower', retryable: true, retryAfter: 1500 },
    ],
    invalid: [
      [{}, 'code: expected string, got undefined', 'message: expected string, got undefined'],
      [
        { code: 'A', message: 'b', channel: 1, retryable: 'yes' },
        'channel: expected string, got 1',
        'retryable: expected boolean, got "yes"',
      ],
      [
        { code: 'A', message: 'b', retryAfter: '1 s' },
        'retryAfter: expected number, got "1 s"',
        'retryAfter: expected null, got "1 s"',
      ],
    ],
  });
});
