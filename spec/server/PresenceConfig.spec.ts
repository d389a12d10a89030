import { presenceConfig } from '../../lib/server/PresenceConfig.js';

const channels = (): boolean => true;

describe('presenceConfig', () => {
  it('has its defaults', () => {
    expect(presenceConfig({ channels })).toEqual({
      channels,
      grace: 5_000,
      ttl: 30_000,
      maxMembers: 1_000,
      pace: 100,
    });
  });

  it('refuses what is out of range, by its name', () => {
    expect(() => presenceConfig({ channels: 'a' as never })).toThrow(
      new TypeError('presence.channels must be a function; got a'),
    );
    expect(() => presenceConfig({ channels, grace: NaN })).toThrow(/^presence\.grace /);
    expect(() => presenceConfig({ channels, ttl: 0 })).toThrow(/^presence\.ttl /);
    expect(() => presenceConfig({ channels, maxMembers: 0 })).toThrow(/^presence\.maxMembers /);
    expect(() => presenceConfig({ channels, pace: -1 })).toThrow(/^presence\.pace /);
  });
});
