import { stateStream } from '../../lib/client/stateStream.js';
import type { Lifecycle } from 'rxwire';
import { marbles } from '../support/marbles.js';
import { unhandledErrors } from '../support/unhandledErrors.js';

const connecting: Lifecycle<string> = { status: 'connecting', attempt: 0 };
const connected: Lifecycle<string> = { status: 'connected', connection: 'link' };
const disconnected: Lifecycle<string> = { status: 'disconnected' };
const gaveUp = { status: 'disconnected', cause: new Error('lost') } as unknown as Lifecycle<string>;

describe('stateStream', () => {
  it(
    'replays the current state, which is disconnected at first',
    marbles((helpers) => {
      const states = stateStream<string>();
      const values = { d: disconnected, i: connecting, c: connected };

      helpers.act('--i-c', { i: () => states.next(connecting), c: () => states.next(connected) });

      helpers.expectObservable(states.state$).toBe('          d-i-c', values);
      helpers.expectObservable(states.state$, '---^').toBe('  ---ic', values);
      helpers.expectObservable(states.state$, '-----^').toBe('-----c', values);
    }),
  );

  it('shows every observer the same order, also when one of them causes the next state', () => {
    const states = stateStream<string>();
    const seen: string[][] = [[], [], []];
    states.state$.subscribe(({ status }) => seen[0]?.push(status));
    states.state$.subscribe(({ status }) => {
      seen[1]?.push(status);
      if (status === 'connected') states.next(disconnected);
    });
    states.state$.subscribe(({ status }) => seen[2]?.push(status));

    states.next(connecting);
    states.next(connected);

    const expected = ['disconnected', 'connecting', 'connected', 'disconnected'];
    expect(seen).toEqual([expected, expected, expected]);
  });

  it('knows the state that came about last, even while an earlier one is being told', () => {
    const states = stateStream<string>();
    const current: string[] = [];
    states.state$.subscribe(({ status }) => {
      if (status === 'connecting') states.next(connected);
      current.push(`${status}: ${states.current.status}`);
    });

    states.next(connecting);

    expect(current).toEqual(['disconnected: disconnected', 'connecting: connected', 'connected: connected']);
  });

  it('passes on no second disconnected in a row, so that the cause of the first one stands', () => {
    const states = stateStream<string>();
    const seen: Lifecycle<string>[] = [];
    states.next(connecting);
    states.state$.subscribe((state) => seen.push(state));

    states.next(gaveUp);
    states.next(disconnected);

    expect(seen).toEqual([connecting, gaveUp]);
    expect(states.current).toBe(gaveUp);
  });

  it('completes, and takes nothing more', () => {
    const states = stateStream<string>();
    const seen: string[] = [];
    states.state$.subscribe({
      next: ({ status }) => seen.push(status),
      complete: () => seen.push('complete'),
    });

    states.complete();
    states.next(connecting);

    expect(seen).toEqual(['disconnected', 'complete']);
    expect(states.current).toEqual(disconnected);
  });

  it('completes after the states that came about before, when an observer completes it', () => {
    const states = stateStream<string>();
    const seen: string[] = [];
    states.state$.subscribe(({ status }) => {
      if (status !== 'connecting') return;
      states.next(disconnected);
      states.complete();
    });
    states.state$.subscribe({
      next: ({ status }) => seen.push(status),
      complete: () => seen.push('complete'),
    });

    states.next(connecting);

    expect(seen).toEqual(['disconnected', 'connecting', 'disconnected', 'complete']);
  });

  it('goes on after an observer that throws', () => {
    const states = stateStream<string>();
    const seen: string[] = [];
    states.state$.subscribe(({ status }) => {
      if (status === 'connecting') throw new Error('in an observer');
    });
    states.state$.subscribe(({ status }) => seen.push(status));

    const unhandled = unhandledErrors(() => {
      states.next(connecting);
      states.next(connected);
    });

    expect(seen).toEqual(['disconnected', 'connecting', 'connected']);
    expect(unhandled).toEqual([new Error('in an observer')]);
  });
});
