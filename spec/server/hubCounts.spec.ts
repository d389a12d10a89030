import { asyncScheduler, of } from 'rxjs';
import { hubCounts } from '../../lib/server/hubCounts.js';

describe('hubCounts', () => {
  it('counts what happens by what it is', () => {
    const { totals, observe } = hubCounts();
    const connection = 'c1';

    observe({ type: 'connected', connection, user: '' });
    observe({ type: 'subscribed', connection, channel: 'a', recovered: true, replay: 3 });
    observe({ type: 'subscribed', connection, channel: 'b', recovered: true, replay: 2 });
    observe({ type: 'unsubscribed', connection, channel: 'b' });
    observe({ type: 'unsubscribed', connection, channel: 'a', code: 'INSUFFICIENT_STATE' });
    observe({ type: 'refused', connection, code: 'FORBIDDEN', message: '' });
    observe({ type: 'refused', connection, code: 'FORBIDDEN', message: '' });
    observe({ type: 'closed', connection, code: 4_202, reason: '' });
    observe({ type: 'disconnected', connection });

    expect(totals).toMatchObject({
      connected: 1,
      replayed: 5,
      holes: 1,
      refused: { FORBIDDEN: 2 },
      cuts: { 4202: 1 },
    });
  });

  it('takes a publish for done at once while the clock is set back', () => {
    const { publishing, publishDuration } = hubCounts();
    const clock = jest.spyOn(asyncScheduler, 'now').mockReturnValueOnce(500).mockReturnValueOnce(100);

    publishing(of({ offset: 1, epoch: 'e', duplicate: false })).subscribe();
    clock.mockRestore();

    expect(publishDuration().last).toBe(0);
  });
});
