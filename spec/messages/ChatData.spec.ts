import { ChatData } from '../../lib/messages/ChatData.js';
import { itChecks } from './itChecks.js';

describe('ChatData', () => {
  itChecks(ChatData, {
    valid: [
      { text: '' },
      { text: 'hi', channelId: 'general', senderId: 'u1', senderName: 'Ann' },
      { text: 'hi', colour: 'red' },
    ],
    invalid: [
      [{}, 'text: expected string, got undefined'],
      [{ text: 5 }, 'text: expected string, got 5'],
      [
        { text: null, channelId: 1, senderId: true, senderName: [] },
        'text: expected string, got null',
        'channelId: expected string, got 1',
        'senderId: expected string, got true',
        'senderName: expected string, got an array',
      ],
      ['hi', ': expected ChatData, got "hi"'],
      [undefined, ': expected ChatData, got undefined'],
    ],
  });
});
