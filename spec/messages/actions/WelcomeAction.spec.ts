import { WelcomeAction } from '../../../lib/messages/actions/WelcomeAction.js';
import { itChecks } from '../itChecks.js';

describe('WelcomeAction', () => {
  itChecks(WelcomeAction, {
    valid: [
      { action: 'welcome' },
      {
        action: 'welcome',
        connection: 'c1',
        protocol: 1,
        heartbeat: 25_000,
        maxPayload: 65_536,
        maxChannels: 128,
        serverTime: '2026-03-01T12:00:00Z',
      },
    ],
    invalid: [
      [{ action: 'Welcome' }, 'action: expected "welcome", got "Welcome"'],
      [
        {
          action: 'welcome',
          connection: 1,
          protocol: '1',
          heartbeat: '25 s',
          maxPayload: 0.5,
          maxChannels: NaN,
          serverTime: 0,
        },
        'connection: expected string, got 1',
        'protocol: expected number, got "1"',
        'heartbeat: expected number, got "25 s"',
        'maxPayload: expected safe integer, got 0.5',
        'maxChannels: expected safe integer, got NaN',
        'serverTime: expected ISO 8601 timestamp, got 0',
      ],
    ],
  });
});
