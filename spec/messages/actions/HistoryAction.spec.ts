import { HistoryAction } from '../../../lib/messages/actions/HistoryAction.js';
import { itChecks } from '../itChecks.js';

describe('HistoryAction', () => {
  itChecks(HistoryAction, {
    valid: [
      { action: 'history', channel: 'room:1', since: {}, limit: 100 },
      { action: 'history', channel: 'room:1', epoch: 'k3Jd9xQ2', offset: 44, items: [{ type: 'chat' }] },
    ],
    invalid: [
      [{ action: 'history', since: {} }, 'channel: expected string, got undefined'],
      [{ action: 'history', channel: 'a', limit: 0.5 }, 'limit: expected safe integer, got 0.5'],
      [
        { action: 'history', channel: 'a', since: { offset: '1' } },
        'since.offset: expected safe integer, got "1"',
      ],
      [
        { action: 'history', channel: 'a', epoch: 1, offset: null, items: {} },
        'epoch: expected string, got 1',
        'offset: expected safe integer, got null',
        'items: expected ReadonlyArray<unknown>, got an object',
      ],
    ],
  });
});
