import { NotificationData } from '../../lib/messages/NotificationData.js';
import { itChecks } from './itChecks.js';

describe('NotificationData', () => {
  itChecks(NotificationData, {
    valid: [
      { title: 'Saved' },
      { title: 'Saved', body: 'All of it.', level: 'info' },
      { title: 'a', url: '/b' },
    ],
    invalid: [
      [{ body: 'All of it.' }, 'title: expected string, got undefined'],
      [{ title: 'a', body: 1, level: 2 }, 'body: expected string, got 1', 'level: expected string, got 2'],
      [[], ': expected NotificationData, got an array'],
    ],
  });
});
