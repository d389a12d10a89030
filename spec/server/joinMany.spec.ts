import { joinMany } from '../../lib/server/joinMany.js';
import { recorded } from '../support/recorded.js';
import { sessionAlone } from './sessionAlone.js';

const wishes = [{ channel: 'a' }, { channel: 'b' }];

describe('joinMany', () => {
  it('joins what it may, and says why not the rest', async () => {
    const { core, served } = sessionAlone({ authorize: ({ channel }) => channel !== 'b' });

    const { data, refusals } = await recorded(joinMany(core, served, wishes)).first();

    expect(data).toMatchObject({
      action: 'subscribed',
      channels: [{ channel: 'a', offset: 0, recovering: false, replay: 0 }],
      errors: [{ code: 'FORBIDDEN', channel: 'b' }],
    });
    expect(refusals.map((text) => JSON.parse(text) as unknown)).toMatchObject([
      { type: 'error', data: { code: 'FORBIDDEN', channel: 'b' } },
    ]);
    served.end();
  });

  it('refuses more than a connection may observe', () => {
    const { core, served } = sessionAlone({ maxChannels: 1 });

    expect(() => joinMany(core, served, wishes)).toThrow(expect.objectContaining({ code: 'LIMIT_CHANNELS' }));
  });
});
