import { greeting } from '../../lib/server/greeting.js';
import { hubCore } from '../../lib/server/hubCore.js';
import { openConfig } from './hubTalk.js';

describe('greeting', () => {
  const core = hubCore(openConfig({ maxPayload: 100, maxChannels: 3, pingInterval: 4_000 }));
  const told = (until: number): unknown =>
    JSON.parse(greeting(core, 'c1', { identity: { user: 'ann' }, until }));
  const about = {
    action: 'welcome',
    connection: 'c1',
    protocol: 1,
    heartbeat: 4_000,
    maxPayload: 100,
    maxChannels: 3,
  };

  it('tells the name and the limits, and for how long the client is known, unless that is for ever', () => {
    const serverTime: unknown = expect.any(String);

    expect(told(Infinity)).toMatchObject({ type: 'systemMessage', data: { ...about, serverTime } });
    expect(told(Infinity)).not.toHaveProperty('data.expiresIn');
    expect(told(0)).toHaveProperty('data.expiresIn', 0);
  });
});
