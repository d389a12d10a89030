import fc from 'fast-check';
import { Observable, Subject, Subscription, map, mergeMap, retry, tap } from 'rxjs';
import type { SchedulerLike } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { ConnectionError, constant, heartbeat, reconnect, whileConnected } from 'rxwire';
import type { Connection } from 'rxwire';
import { closedBy, record, replay } from 'rxwire/testing';
import type { SessionEvent, SessionFixture } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';

const broken = {
  name: 'ConnectionError',
  message: 'closed with 1006',
  fields: { kind: 'closed', code: 1006, reason: '', wasClean: false },
};

/** A fixture with these events in each dial. */
function session(...dials: readonly (readonly SessionEvent[])[]): SessionFixture {
  return {
    format: 'rxwire/session',
    version: 1,
    dropped: 0,
    dials: dials.map((events) => ({ at: 0, events })),
  };
}

const story = session(
  [
    { at: 2, event: 'open', carries: { protocol: 'chat' } },
    { at: 2, event: 'incoming', text: 'a' },
    { at: 4, event: 'sent', text: 'x' },
    { at: 7, event: 'incoming', text: 'b' },
    { at: 14, event: 'error', error: broken },
  ],
  [
    { at: 1, event: 'open', carries: {} },
    { at: 3, event: 'incoming', text: 'c' },
  ],
);

describe('replay', () => {
  it(
    'plays a dial at the times at which it was, and keeps what is sent to it',
    marbles(({ expectObservable, expectSent, cold }) => {
      const replayed$ = replay<string, string>(story);
      const opened = '  --c-----------#';
      const incoming = '--a----b------#';
      const sent = '    ---x----y';

      const result$ = replayed$.pipe(
        tap(({ send }) => cold('-x----y').subscribe(send)),
        mergeMap(({ incoming$ }) => incoming$),
      );

      expectObservable(result$).toBe(incoming, undefined, closedBy(1006));
      expectSent(replayed$).toBe(sent);
      expectObservable(replay(story).pipe(map(() => 'c'))).toBe(opened, undefined, closedBy(1006));
    }),
  );

  it(
    'plays the next dial at each subscription, leaves open what did not end, and gives up after the last',
    marbles(({ expectObservable }) => {
      const replayed$ = replay<string, string>(story);
      const frames$ = replayed$.pipe(mergeMap(({ incoming$ }) => incoming$));
      const spent = new ConnectionError('unsupported', 'replay: dial 3 of a fixture that has 2', {});

      expectObservable(frames$.pipe(retry(1)), '--------------------------!').toBe('--a----b---------c');
      expectObservable(
        replayed$.pipe(
          reconnect(constant(1)),
          whileConnected(({ incoming$ }) => incoming$),
        ),
        '              30ms ^',
      ).toBe('              30ms #', undefined, spent);
    }),
  );

  it(
    'ends the signs of life of a link with it',
    marbles(({ scheduler, flush }) => {
      const told: number[] = [];

      const session$ = replay<string, string>(story).pipe(
        tap(({ activity$ }) => activity$?.subscribe({ complete: () => told.push(scheduler.now()) })),
      );
      session$.subscribe({ error: () => {} });
      flush();

      expect(told).toEqual([14]);
    }),
  );

  it(
    'plays faster and slower, and in order when at once',
    marbles(({ expectObservable }) => {
      const even = session([
        { at: 2, event: 'open', carries: {} },
        { at: 4, event: 'incoming', text: 'a' },
        { at: 8, event: 'error', error: broken },
      ]);
      const frames = (speed: number): Observable<string> =>
        replay<string, string>(even, { speed }).pipe(mergeMap(({ incoming$ }) => incoming$));

      expectObservable(frames(1)).toBe('       ----a---#', undefined, closedBy(1006));
      expectObservable(frames(2)).toBe('       --a-#', undefined, closedBy(1006));
      expectObservable(frames(0.5)).toBe('     --------a-------#', undefined, closedBy(1006));
      expectObservable(frames(Infinity)).toBe('(a#)', undefined, closedBy(1006));
    }),
  );

  it('takes real time elsewhere, and late timers add nothing up', () => {
    // A clock of which every timer is 3 ms late.
    let now = 100;
    const due: { readonly at: number; readonly work: () => void }[] = [];
    const scheduler = {
      now: () => now,
      schedule: (work: () => void, delay = 0) => {
        due.push({ at: now + delay + 3, work });
        return new Subscription();
      },
    } as unknown as SchedulerLike;
    const told: number[] = [];
    const events = [10, 20, 30].map((at): SessionEvent => ({ at, event: 'incoming', text: 'a' }));

    replay(session([{ at: 0, event: 'open', carries: {} }, ...events]), { scheduler })
      .pipe(mergeMap(({ incoming$ }) => incoming$))
      .subscribe(() => told.push(now - 100));
    for (let next = due.shift(); next !== undefined; next = due.shift()) {
      now = Math.max(now, next.at);
      next.work();
    }

    expect(told).toEqual([13, 23, 33]);
  });

  it(
    'carries what the connection carried, and its signs of life',
    marbles(({ expectObservable }) => {
      const quiet = session([
        { at: 0, event: 'open', carries: { protocol: 'chat', send: 'not this' } },
        { at: 3, event: 'activity' },
        { at: 6, event: 'incoming', text: 'a' },
      ]);
      const dead = new ConnectionError('heartbeat-timeout', 'no sign of life for 4 ms', { timeout: 4 });

      const alive$ = replay<string, string>(quiet).pipe(
        tap((link) => expect(link).toMatchObject({ protocol: 'chat', send: expect.any(Function) })),
        heartbeat({ interval: 3, timeout: 1 }),
        mergeMap(({ incoming$ }) => incoming$),
      );

      expectObservable(alive$).toBe('------a---#', undefined, dead);
    }),
  );

  it(
    'gives bytes as an ArrayBuffer, JSON as a copy of its own, and an end that is none of a connection as it was',
    marbles(({ expectObservable }) => {
      const json = { b: 1 };
      const odd = session(
        [
          { at: 0, event: 'open', carries: {} },
          { at: 1, event: 'incoming', base64: 'Af8=' },
          { at: 2, event: 'incoming', json },
          { at: 3, event: 'complete' },
        ],
        [{ at: 1, event: 'error', error: { json: 'thrown' } }],
      );
      const replayed$ = replay<unknown, never>(odd);
      const bytes = Uint8Array.of(1, 255).buffer;

      const frames$ = replayed$.pipe(
        mergeMap(({ incoming$ }) => incoming$),
        tap((frame) => expect(frame).not.toBe(json)),
      );

      expectObservable(frames$).toBe('               -ab|', { a: bytes, b: { b: 1 } });
      expectObservable(replayed$, '                  ^').toBe('-#', undefined, 'thrown');
    }),
  );

  it(
    'ends when it is told to, with nothing left to come',
    marbles(({ expectObservable, scheduler }) => {
      const replayed$ = replay<string, string>(story);

      const result$ = replayed$.pipe(
        tap(({ close }) => close(4000, 'enough')),
        map(() => 'c'),
      );

      expectObservable(result$).toBe('--#', undefined, closedBy(4000, 'enough'));
      expectObservable(replay(story), '^!').toBe('-');
      scheduler.schedule(() => expect(scheduler.actions).toEqual([]), 3);
    }),
  );

  it.each([0, -1, NaN])('refuses a speed of %p', (speed) => {
    expect(() => replay(story, { speed })).toThrow(
      new RangeError(`speed must be a number above 0; got ${speed}`),
    );
  });

  it('refuses what is no fixture', () => {
    expect(() => replay({})).toThrow(new TypeError("fixture.format must be 'rxwire/session'; got undefined"));
  });

  it('is what was recorded, whatever was', () => {
    fc.assert(
      fc.property(dials, (drawn) => {
        const first = recordingOf(drawn, (clock) => drawnSession(clock, drawn));
        // Through JSON, as a fixture in a file goes.
        const fixture: unknown = JSON.parse(JSON.stringify(first));
        const second = recordingOf(drawn, () => replay<unknown, unknown>(fixture));

        expect(first.dials.length).toBe(drawn.length);
        expect(second).toEqual(first);
      }),
      { numRuns: 300 },
    );
  });
});

interface DrawnDial {
  readonly start: number;
  readonly openAt: number;
  readonly carries: object;
  readonly frames: readonly {
    readonly at: number;
    readonly frame: unknown;
    readonly way: 'in' | 'out' | 'life';
  }[];
  readonly end: { readonly after: number; readonly by: unknown } | undefined;
}

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
const bytes = fc.uint8Array({ maxLength: 9 }).map((each) => each.slice().buffer);
const frame = fc.oneof(fc.string({ unit: 'binary' }), bytes, json);
const cause = fc.oneof(
  json,
  fc.string().map((message) => Object.assign(new RangeError(message), { code: 'E' })),
);
const error = fc.oneof(
  fc.constantFrom('complete', 'unsubscribe'),
  cause.filter((each) => !['complete', 'unsubscribe', undefined].includes(each as string)),
  fc
    .tuple(fc.string(), fc.nat(), cause)
    .map(
      ([reason, code, from]) =>
        new ConnectionError(
          'closed',
          `closed: ${reason}`,
          { code, reason, wasClean: true, retryAfter: code },
          from,
        ),
    ),
);
const dials: fc.Arbitrary<readonly DrawnDial[]> = fc.array(
  fc.record({
    start: fc.nat({ max: 50 }),
    openAt: fc.nat({ max: 20 }),
    carries: fc.dictionary(
      fc.string().filter((key) => !(key in Object.prototype)),
      json,
      { maxKeys: 2 },
    ),
    frames: fc.array(
      fc.record({
        at: fc.nat({ max: 40 }),
        frame,
        way: fc.constantFrom('in', 'out', 'life') as fc.Arbitrary<'in'>,
      }),
      { maxLength: 8 },
    ),
    end: fc.option(fc.record({ after: fc.nat({ max: 90 }), by: error }), { nil: undefined }),
  }),
  { maxLength: 4 },
);

/** What a pipeline that dials, sends and leaves as it is drawn records of a source. */
function recordingOf(
  drawn: readonly DrawnDial[],
  source: (clock: TestScheduler) => Observable<Connection<unknown, unknown>>,
): SessionFixture {
  const clock = new TestScheduler(() => {});
  let fixture: SessionFixture | undefined;
  clock.run(() => {
    const recorded$ = record(source(clock));
    [...drawn]
      .sort((one, other) => one.start - other.start)
      .forEach(({ start, openAt, frames, end }) => {
        clock.schedule(() => {
          const leaving = recorded$.subscribe({
            next: (link) => {
              for (const { at, frame, way } of frames) {
                // Half a ms later: who speaks first at one and the same moment is not what is drawn here.
                if (way === 'out') clock.schedule(() => ignoring(() => link.send(frame)), at + 0.5);
              }
            },
            error: () => {},
          });
          if (end?.by === 'unsubscribe')
            clock.schedule(() => leaving.unsubscribe(), openAt + end.after + 0.25);
        }, start);
      });
    clock.flush();
    fixture = recorded$.fixture();
  });
  return fixture as SessionFixture;
}

function ignoring(act: () => void): void {
  try {
    act();
  } catch {
    // Not open any more.
  }
}

/** A source that brings what is drawn: one dial after the other, in the order of their starts. */
function drawnSession(
  clock: TestScheduler,
  drawn: readonly DrawnDial[],
): Observable<Connection<unknown, unknown>> {
  const inOrder = [...drawn].sort((one, other) => one.start - other.start);
  let dialled = 0;
  return new Observable((subscriber) => {
    const { openAt, carries, frames, end } = inOrder[dialled++] as DrawnDial;
    const [incoming$, activity$] = [new Subject<unknown>(), new Subject<unknown>()];
    let open = false;
    const at = (time: number, act: () => void): void => void subscriber.add(clock.schedule(act, time));
    at(openAt, () => {
      open = true;
      subscriber.next({
        ...carries,
        incoming$,
        activity$,
        send: () => {
          if (!open) throw new Error('not open');
        },
        buffered: () => 0,
        close: () => {},
      });
    });
    for (const { at: time, frame, way } of frames) {
      if (way === 'in') at(openAt + time, () => incoming$.next(frame));
      if (way === 'life') at(openAt + time, () => activity$.next(0));
    }
    if (end !== undefined && end.by !== 'unsubscribe') {
      at(end.after, () => {
        open = false;
        if (end.by === 'complete') subscriber.complete();
        else subscriber.error(end.by);
      });
    }
    return () => (open = false);
  });
}
