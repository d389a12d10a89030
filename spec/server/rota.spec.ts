import { Subscription, asyncScheduler } from 'rxjs';
import { rota } from '../../lib/server/rota.js';
import { marbles } from '../support/marbles.js';

describe('rota', () => {
  it(
    'comes back to each at an interval from when it was added, as drawn',
    marbles(({ scheduler }) => {
      const seen: string[] = [];
      const members = rota<string>(6, (member) => void seen.push(`${member}${scheduler.now()}`));
      members.add('a');
      scheduler.schedule(() => members.add('b'), 2);
      scheduler.schedule(() => members.delete('a'), 19);
      scheduler.schedule(() => members.delete('b'), 19);

      scheduler.schedule(() => expect(seen).toEqual(['a6', 'b8', 'a12', 'b14', 'a18']), 40);
    }),
  );

  it(
    'has one timer however many there are, and none for nobody',
    marbles(({ scheduler }) => {
      const timers = jest.spyOn(asyncScheduler, 'schedule');
      const members = rota<number>(6, () => {});
      for (let n = 0; n < 50; n++) members.add(n);
      expect(timers).toHaveBeenCalledTimes(1);
      for (let n = 0; n < 50; n++) members.delete(n);
      timers.mockRestore();

      // With a timer left this would have no end.
      scheduler.schedule(() => members.add(1), 30);
      scheduler.schedule(() => members.delete(1), 31);
    }),
  );

  it(
    'takes a hundred in a turn of the event loop, and the rest in the next',
    marbles(({ scheduler }) => {
      const seen: number[] = [];
      const sizes: number[] = [];
      const members = rota<number>(6, (member) => {
        if (seen.length % 100 === 0) scheduler.schedule(() => sizes.push(seen.length));
        seen.push(member);
        members.delete(member);
      });
      for (let n = 0; n < 250; n++) members.add(n);

      scheduler.schedule(() => {
        expect(seen).toEqual(Array.from({ length: 250 }, (_, n) => n));
        expect(sizes).toEqual([100, 200, 250]);
      }, 7);
    }),
  );

  it(
    'lets nobody wait for longer when the clock is set back',
    marbles(({ scheduler }) => {
      let behind = 0;
      const clock = jest.spyOn(asyncScheduler, 'now').mockImplementation(() => scheduler.now() - behind);
      const seen: number[] = [];
      const members = rota<string>(6, () => void seen.push(scheduler.now()));
      members.add('a');
      scheduler.schedule(() => (behind = 1_000), 1);
      scheduler.schedule(() => members.delete('a'), 13);

      scheduler.schedule(() => {
        clock.mockRestore();
        expect(seen).toEqual([6, 12]);
      }, 20);
    }),
  );

  it('goes on with the others when a turn of one fails', () => {
    let present = 0;
    const timers: (() => void)[] = [];
    const clock = jest.spyOn(asyncScheduler, 'now').mockImplementation(() => present);
    const schedule = jest.spyOn(asyncScheduler, 'schedule').mockImplementation((work) => {
      timers.push(work as () => void);
      return new Subscription();
    });
    const seen: string[] = [];
    const members = rota<string>(6, (member) => {
      if (member === 'a') throw new Error('broken');
      seen.push(member);
    });
    members.add('a');
    members.add('b');
    present = 6;

    expect(timers[0]).toThrow('broken');
    timers[1]?.();
    expect(seen).toEqual(['b']);
    clock.mockRestore();
    schedule.mockRestore();
  });
});
