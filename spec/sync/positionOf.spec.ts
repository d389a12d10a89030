import { acceptedPosition, positionOf } from '../../lib/sync/positionOf.js';
import { channelAt } from './channelAt.js';

describe('positionOf', () => {
  it('is what was accepted, as long as nothing is held back', () => {
    const channel = channelAt({ epoch: 'e', offset: 4 });

    expect([positionOf(channel), acceptedPosition(channel)]).toEqual([
      { epoch: 'e', offset: 4 },
      { epoch: 'e', offset: 4 },
    ]);
    expect(positionOf(channelAt({}))).toBeUndefined();
  });

  it('is what observers know, while a snapshot is being loaded', () => {
    const loading = {
      told: { epoch: 'd', offset: 9 },
      gap: undefined,
      base: 2,
      held: [],
      capacity: 9,
      overflowed: false,
      arrived: false,
      subscription: undefined,
    };

    expect(positionOf(channelAt({ epoch: 'e', offset: 4, loading }))).toEqual({ epoch: 'd', offset: 9 });
  });
});
