import { EMPTY, NEVER, Subject, map, of, throwError } from 'rxjs';
import { connectionDemand } from '../../lib/client/connectionDemand.js';
import type { ConnectionDemand } from '../../lib/client/connectionDemand.js';
import { marbles } from '../support/marbles.js';
import { timersOf } from '../support/timersOf.js';

const wanted = ({ wanted$ }: ConnectionDemand) => wanted$.pipe(map((yes) => (yes ? 't' : 'f')));

/** Lets listeners come (`+`) and go (`-`) as with subscriptions of a stream that says nothing. */
function crowd({ listen }: ConnectionDemand): { come(): void; go(): void } {
  const subscriptions: { unsubscribe(): void }[] = [];
  return {
    come: () => subscriptions.push(NEVER.pipe(listen()).subscribe()),
    go: () => subscriptions.pop()?.unsubscribe(),
  };
}

describe('connectionDemand', () => {
  it(
    'wants a connection from the first listener on, until linger after the last one or until disconnect',
    marbles((helpers) => {
      const demand = connectionDemand({ lazy: true, linger: 3 });
      const { come, go } = crowd(demand);
      const listeners = '--- +--+--g--g--------+--';
      const calls = '    -------------- c---x-----';
      const expected = ' ---t--------------f------';

      helpers.expectObservable(wanted(demand)).toBe(expected);
      helpers.act(listeners, { '+': come, g: go });
      helpers.act(calls, { c: demand.connect, x: demand.disconnect });
    }),
  );

  it(
    'goes on when somebody comes back within linger, and ends linger after the last leaving',
    marbles((helpers) => {
      const demand = connectionDemand({ lazy: true, linger: 3 });
      const { come, go } = crowd(demand);

      helpers.expectObservable(wanted(demand)).toBe('-t-------f');
      helpers.act('-+-g-+g', { '+': come, g: go });
    }),
  );

  it(
    'ends at once with linger 0',
    marbles((helpers) => {
      const demand = connectionDemand({ lazy: true, linger: 0 });
      const { come, go } = crowd(demand);

      helpers.expectObservable(wanted(demand)).toBe('-t---f');
      helpers.act('-++-gg', { '+': come, g: go });
    }),
  );

  it(
    'is pinned by connect, whoever comes and goes',
    marbles((helpers) => {
      const demand = connectionDemand({ lazy: true, linger: 1 });
      const { come, go } = crowd(demand);

      helpers.expectObservable(wanted(demand)).toBe('-t');
      helpers.act('-c', { c: demand.connect });
      helpers.act('--+-g', { '+': come, g: go });
    }),
  );

  it(
    'is barred by disconnect, whoever comes, until connect',
    marbles((helpers) => {
      const demand = connectionDemand({ lazy: true, linger: 5 });
      const { come } = crowd(demand);

      helpers.expectObservable(wanted(demand)).toBe('-t-f---t');
      helpers.act('-+-----', { '+': come });
      helpers.act('---x---c', { x: demand.disconnect, c: demand.connect });
      helpers.act('-----+', { '+': come });
    }),
  );

  it(
    'does not linger after disconnect',
    marbles((helpers) => {
      const demand = connectionDemand({ lazy: true, linger: 5 });
      const { come, go } = crowd(demand);

      helpers.expectObservable(wanted(demand)).toBe('-t--f');
      helpers.act('-+-gx', { '+': come, g: go, x: demand.disconnect });
    }),
  );

  it(
    'does not count listeners when not lazy',
    marbles((helpers) => {
      const demand = connectionDemand({ lazy: false, linger: 0 });
      const { come, go } = crowd(demand);

      helpers.expectObservable(wanted(demand)).toBe('---t---f');
      helpers.act('-+-c-g-x', { '+': come, c: demand.connect, g: go, x: demand.disconnect });
    }),
  );

  it(
    'says nothing on giving up, and true again for a new listener or connect',
    marbles((helpers) => {
      const demand = connectionDemand({ lazy: true, linger: 2 });
      const { come } = crowd(demand);

      helpers.expectObservable(wanted(demand)).toBe('-t---t-t');
      helpers.act('-+-u-+uc', { '+': come, u: demand.gaveUp, c: demand.connect });
    }),
  );

  it(
    'forgets on giving up that it was pinned',
    marbles((helpers) => {
      const demand = connectionDemand({ lazy: true, linger: 0 });
      const { come, go } = crowd(demand);

      helpers.expectObservable(wanted(demand)).toBe('-t--tf');
      helpers.act('-cu-+g', { c: demand.connect, u: demand.gaveUp, '+': come, g: go });
    }),
  );

  it('runs no timer but while it lingers', () => {
    const timers: number[] = [];

    marbles((helpers) => {
      const demand = connectionDemand({ lazy: true, linger: 4 });
      const { come, go } = crowd(demand);
      demand.wanted$.subscribe();
      const count = () => timers.push(timersOf(helpers));
      helpers.scheduler.schedule(() => [come(), count()], 1);
      helpers.scheduler.schedule(() => [go(), count()], 9);
      helpers.scheduler.schedule(() => [come(), demand.gaveUp(), go(), count()], 19);
      helpers.scheduler.schedule(() => [demand.disconnect(), come(), go(), count()], 29);
    })();

    // The steps that are still to come are among them: three, two, one, none.
    expect(timers).toEqual([3, 2 + 1, 1, 0]);
  });

  it('counts a listener once its source is subscribed to, so that what comes at once is not missed', () => {
    const demand = connectionDemand({ lazy: true, linger: 0 });
    const source$ = new Subject<string>();
    const seen: string[] = [];
    demand.wanted$.subscribe((yes) => yes && source$.next('at once'));

    source$.pipe(demand.listen()).subscribe((value) => seen.push(value));

    expect(seen).toEqual(['at once']);
  });

  it('leaves no trace of a listener whose source is over', () => {
    const demand = connectionDemand({ lazy: true, linger: 0 });
    const told: boolean[] = [];
    demand.wanted$.subscribe((yes) => told.push(yes));
    const heard: string[] = [];

    of('a')
      .pipe(demand.listen())
      .subscribe((value) => heard.push(value));
    EMPTY.pipe(demand.listen()).subscribe({ complete: () => heard.push('complete') });
    throwError(() => new Error('refused'))
      .pipe(demand.listen())
      .subscribe({ error: ({ message }: Error) => heard.push(message) });
    const { come, go } = crowd(demand);
    come();
    go();

    expect(heard).toEqual(['a', 'complete', 'refused']);
    expect(told.at(-1)).toBe(false);
    expect(told).toEqual([true, false, true, false, true, false]);
  });
});
