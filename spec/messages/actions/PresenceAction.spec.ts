import { PresenceAction } from '../../../lib/messages/actions/PresenceAction.js';
import { itChecks } from '../itChecks.js';

describe('PresenceAction', () => {
  itChecks(PresenceAction, {
    valid: [
      { action: 'presence', channel: 'room:1' },
      { action: 'presence', channel: 'room:1', event: 'join', member: { id: 'u1' } },
      { action: 'presence', channel: 'room:1', members: [] },
    ],
    invalid: [
      [{ action: 'presence' }, 'channel: expected string, got undefined'],
      [{ action: 'presence', channel: 'a', event: 1 }, 'event: expected string, got 1'],
      [{ action: 'presence', channel: 'a', members: 2 }, 'members: expected ReadonlyArray<unknown>, got 2'],
    ],
  });
});
