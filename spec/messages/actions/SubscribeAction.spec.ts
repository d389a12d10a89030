import { SubscribeAction } from '../../../lib/messages/actions/SubscribeAction.js';
import { itChecks } from '../itChecks.js';

describe('SubscribeAction', () => {
  itChecks(SubscribeAction, {
    valid: [
      { action: 'subscribe', channel: 'room:1' },
      {
        action: 'subscribe',
        channel: '__proto__',
        since: { offset: 41, epoch: 'k3Jd9xQ2' },
        recover: 'stream',
      },
      { action: 'subscribe', channel: 'a', since: {}, recover: 'latest', filter: 'unknown' },
      { action: 'subscribe', channels: [{ channel: 'a', since: {}, recover: 'none' }, { channel: 'b' }] },
      { action: 'subscribe', channels: [] },
    ],
    invalid: [
      [{ action: 'subscribe' }, 'channel: expected string, got undefined'],
      [
        { action: 'subscribe', channel: 'a', recover: 'all' },
        'recover: expected "stream" | "latest" | "none", got "all"',
      ],
      [{ action: 'subscribe', channel: 'a', since: { epoch: 1 } }, 'since.epoch: expected string, got 1'],
      [
        { action: 'subscribe', channels: [{ channel: 'a' }, { channel: 5 }, 'c'] },
        'channels.1.channel: expected string, got 5',
        'channels.2: expected ChannelRequest, got "c"',
      ],
      [
        { action: 'subscribe', channel: 'a', channels: 'b' },
        'channels: expected ReadonlyArray<ChannelRequest>, got "b"',
      ],
    ],
  });
});
