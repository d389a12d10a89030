import { Subscription } from 'rxjs';
import { openChannel, unlinkChannel } from '../../lib/sync/openChannel.js';
import { channelAt } from './channelAt.js';

describe('openChannel', () => {
  it('goes on with what was kept', () => {
    const kept = { epoch: 'e', offset: 4, last: undefined, gap: undefined };

    expect(openChannel(channelAt({}), undefined, kept)).toMatchObject({
      key: 'a',
      epoch: 'e',
      offset: 4,
      live: false,
    });
    expect(openChannel(channelAt({}), undefined, undefined)).toMatchObject({ epoch: undefined, offset: -1 });
  });
});

describe('unlinkChannel', () => {
  it('lets go what was asked for over the link', () => {
    const waiting = new Subscription();
    const channel = channelAt({ epoch: 'e', live: true, request: '1', waiting });

    unlinkChannel(channel);

    expect(waiting.closed).toBe(true);
    expect(channel).toMatchObject({
      live: false,
      request: undefined,
      waiting: undefined,
      interrupted: false,
    });
  });

  it.each([
    ['a', true, true],
    ['a', false, false],
    ['chat_general', false, true],
  ])('knows that something may be missed without history: %s, live %s: %s', (key, live, interrupted) => {
    const channel = channelAt({ key, live });

    unlinkChannel(channel);

    expect(channel.interrupted).toBe(interrupted);
  });
});
