import { epochNames } from '../../lib/redis/epochNames.js';

describe('epochNames', () => {
  it('draws a name of the process, and never the same twice', () => {
    const next = epochNames(() => 0.5);

    expect([next(), next(), next()]).toEqual(['i00000000', 'i00000001', 'i00000002']);
    expect(epochNames(() => 0.25)()).not.toBe(epochNames(() => 0.5)());
  });

  it('holds no colon, which ends it in an announcement', () => {
    const next = epochNames(() => 0.999999);

    expect(Array.from({ length: 100 }, next).join('')).toMatch(/^[0-9a-z]+$/);
  });
});
