import { joinMany } from '../../lib/server/joinMany.js';
import { recorded } from '../support/recorded.js';
import { epoch } from './hubTalk.js';
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

  it('joins as many as a connection may observe, says how much follows, and begins it when told', async () => {
    const { core, served, events, written } = sessionAlone({ maxChannels: 2 });
    await recorded(core.broker.publish('a', '{"type":"chat"}')).first();
    const since = { epoch, offset: 0 };

    const { data, start } = await recorded(
      joinMany(core, served, [{ channel: 'a', since }, { channel: 'b' }]),
    ).first();

    expect(data).toEqual({
      action: 'subscribed',
      channels: [
        { channel: 'a', epoch, offset: 1, recovering: true, recovered: true, replay: 1 },
        { channel: 'b', epoch, offset: 0, recovering: false, recovered: false, replay: 0 },
      ],
    });
    expect(written).toEqual([]);
    start();
    expect(written).toEqual(['a 1']);
    expect(events.seen).toHaveLength(2);
    served.end();
  });
});
