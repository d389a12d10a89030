import { WireEnvelope } from '../../lib/messages/Envelope.js';
import { itChecks } from './itChecks.js';

describe('WireEnvelope', () => {
  itChecks(WireEnvelope, {
    valid: [
      { type: '' },
      {
        type: 'chat',
        id: 'm-77',
        timestamp: '2026-03-01T12:00:00Z',
        channel: 'room:1',
        offset: 45,
        data: {},
      },
      { type: 'chat', offset: 0, priority: 1 },
      { type: 'toString', data: null },
    ],
    invalid: [
      [{}, 'type: expected string, got undefined'],
      [{ type: null }, 'type: expected string, got null'],
      [
        { type: 'chat', id: 1, timestamp: null, channel: 2, offset: 0.5 },
        'id: expected string, got 1',
        'timestamp: expected ISO 8601 timestamp, got null',
        'channel: expected string, got 2',
        'offset: expected safe integer, got 0.5',
      ],
      [[], ': expected message, got an array'],
      [Object.assign([], { type: 'chat' }), ': expected message, got an array'],
      [null, ': expected message, got null'],
      ['chat', ': expected message, got "chat"'],
    ],
  });
});
