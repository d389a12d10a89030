import { clientRule } from '../../lib/sync/clientRule.js';

describe('clientRule', () => {
  it.each([
    [41, 42, 'accept'],
    [41, 41, 'duplicate'],
    [41, 1, 'duplicate'],
    [41, 43, 'hole'],
    [0, 1, 'accept'],
    [0, 0, 'duplicate'],
  ] as const)('after %d takes %d as %s', (last, offset, verdict) => {
    expect(clientRule(last, offset)).toBe(verdict);
  });
});
