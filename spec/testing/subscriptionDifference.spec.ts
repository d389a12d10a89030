import { subscriptionDifference } from '../../lib/testing/subscriptionDifference.js';

const log = (subscribedFrame: number, unsubscribedFrame = Infinity) => ({
  subscribedFrame,
  unsubscribedFrame,
});

describe('subscriptionDifference', () => {
  it('draws each subscription on a line', () => {
    expect(subscriptionDifference([log(0, 3), log(3)], [log(0, 3), log(4, 7)])).toBe(
      ['  expected  ^--!', '            ----^--!', '  actual    ^--!', '            ---^'].join('\n'),
    );
  });

  it('says when there is none', () => {
    expect(subscriptionDifference([], [log(1, 1)])).toBe('  expected  -(^!)\n  actual    (none)');
  });
});
