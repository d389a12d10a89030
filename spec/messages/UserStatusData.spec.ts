import { UserStatusData } from '../../lib/messages/UserStatusData.js';
import { itChecks } from './itChecks.js';

describe('UserStatusData', () => {
  itChecks(UserStatusData, {
    valid: [
      { userId: 'u1', status: 'online' },
      { userId: 'u1', status: 'away' },
      { userId: 'u1', status: 'busy' },
      { userId: 'u1', status: 'offline', lastSeen: '2026-03-01T12:00:00Z' },
    ],
    invalid: [
      [
        { userId: 'u1', status: 'toString' },
        'status: expected "online" | "away" | "busy" | "offline", got "toString"',
      ],
      [{ status: 'online' }, 'userId: expected string, got undefined'],
      [
        { userId: 'u1', status: 'offline', lastSeen: 'Invalid Date' },
        'lastSeen: expected ISO 8601 timestamp, got "Invalid Date"',
      ],
    ],
  });
});
