import type { Observable } from 'rxjs';
import { EMPTY, NEVER, of, tap, throwError } from 'rxjs';
import { respondWithEvents } from '../../lib/server/respondWithEvents.js';
import type { RespondWithEventsConfig } from '../../lib/server/respondWithEvents.js';
import { FakeResponse } from '../support/FakeResponse.js';
import { marbles } from '../support/marbles.js';

const request = { method: 'GET', url: '/events', headers: {} };
const blocks = Object.fromEntries([...'abcd'].map((data) => [data, { data }]));
const calls = {
  ...Object.fromEntries([...'abcd'].map((data) => [data, `data: ${data}\n\n`])),
  h: '200',
  k: ': keep-alive\n\n',
  n: '\n',
  e: 'end',
  x: 'cut',
};
const failed = new Error('of the events');

interface Answering {
  readonly response: FakeResponse;
  readonly answer$: Observable<never>;
  /** What a bound kept from the client. */
  readonly drops: [data: string, reason: string][];
}

function answering(
  events: RespondWithEventsConfig['events'],
  config: Partial<RespondWithEventsConfig> = {},
): Answering {
  const response = new FakeResponse();
  const drops: Answering['drops'] = [];
  const answer$ = respondWithEvents({
    request,
    response,
    events,
    keepAlive: Infinity,
    onDrop: ({ block, reason }) => drops.push([(block as { data: string }).data, reason]),
    ...config,
  });
  return { response, answer$, drops };
}

/** Does it when the marble comes. */
const when = (marble$: Observable<unknown>, act: () => void): void => void marble$.pipe(tap(act)).subscribe();

describe('respondWithEvents', () => {
  it(
    'sends headers, events, comments while it is quiet, and ends with the events',
    marbles(({ cold, time, expectObservable, expectSubscriptions }) => {
      const keepAlive = time('-----|');
      const events$ = cold('  ---a------b---------------c--|', blocks);
      const subscription = '  ^----------------------------!';
      const written = '       h--a----k-b----k----k----kc--e';
      const expected = '      -----------------------------|';

      const { response, answer$ } = answering(() => events$, { keepAlive });

      expectObservable(response.calls$).toBe(written, calls);
      expectObservable(answer$).toBe(expected);
      expectSubscriptions(events$.subscriptions).toBe(subscription);
    }),
  );

  it(
    'ends when its client leaves, without an error, and leaves nothing behind',
    marbles(({ cold, hot, time, expectObservable, expectSubscriptions, flush }) => {
      const keepAlive = time('----|');
      const events$ = cold('  -a--b--', blocks);
      const leaves$ = hot('   ---x');
      const subscription = '  ^--!';
      const written = '       ha';
      const expected = '      ---|';

      const { response, answer$ } = answering(() => events$, { keepAlive });
      when(leaves$, () => response.closes());

      expectObservable(response.calls$).toBe(written, calls);
      expectObservable(answer$).toBe(expected);
      expectSubscriptions(events$.subscriptions).toBe(subscription);
      flush();
      expect(response.eventNames()).toEqual([]);
    }),
  );

  it(
    'ends the response when it is unsubscribed from, and leaves nothing behind',
    marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const events$ = cold('  -a--b--', blocks);
      const unsubscription = '--!';
      const subscription = '  ^-!';
      const written = '       hae';

      const { response, answer$ } = answering(() => events$, { keepAlive: 5 });

      expectObservable(response.calls$).toBe(written, calls);
      expectObservable(answer$, unsubscription).toBe('-');
      expectSubscriptions(events$.subscriptions).toBe(subscription);
      flush();
      expect(response.eventNames()).toEqual([]);
    }),
  );

  it('does nothing before it is subscribed to', () => {
    const asked = jest.fn(() => NEVER);

    const { response } = answering(asked);

    expect(asked).not.toHaveBeenCalled();
    expect(response.eventNames()).toEqual([]);
    expect(response.headersSent).toBe(false);
  });

  it('sends the headers of an event stream beside those that are set', () => {
    const { response, answer$ } = answering(() => NEVER);
    response.setHeader('Access-Control-Allow-Origin', '*');

    const subscription = answer$.subscribe();

    expect([response.statusCode, response.headers]).toEqual([
      200,
      {
        'Access-Control-Allow-Origin': '*',
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store',
        'X-Accel-Buffering': 'no',
      },
    ]);
    subscription.unsubscribe();
  });

  it('tells the events where the client goes on from', () => {
    const asked = jest.fn(() => EMPTY);
    const { answer$ } = answering(asked, {
      request: { ...request, headers: { 'last-event-id': '41' } },
    });

    answer$.subscribe();

    expect(asked).toHaveBeenCalledWith({ lastEventId: '41' });
  });

  it('takes promises and iterables for events', async () => {
    const { response, answer$ } = answering(() => [{ data: 'a' }, { comment: 'c' }]);
    const late = answering(() => Promise.resolve({ data: 'b' }));

    answer$.subscribe();
    await new Promise<void>((complete) => late.answer$.subscribe({ complete }));

    expect(response.text).toBe('data: a\n\n: c\n\n');
    expect(late.response.text).toBe('data: b\n\n');
  });

  it('passes on what a compression holds back', () => {
    const { response, answer$ } = answering(() => of({ data: 'a' }));
    const flush = jest.fn();

    Object.assign(response, { flush });
    answer$.subscribe();

    expect(flush).toHaveBeenCalled();
  });

  describe('to a client that does not read', () => {
    it(
      'writes nothing, and in order what waits when it does',
      marbles(({ cold, hot, expectObservable }) => {
        const events$ = cold('  -abc--------d--|', blocks);
        const drains$ = hot('   -------d');
        const written = '       ha-----(bc)kd--e';
        const expected = '      ---------------|';

        const { response, answer$ } = answering(() => events$, { keepAlive: 4 });
        response.stalls();
        when(drains$, () => response.drains());

        expectObservable(response.calls$).toBe(written, calls);
        expectObservable(answer$).toBe(expected);
      }),
    );

    it(
      'stops the events where there is no more room, lets it have what waits, and cuts it off',
      marbles(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
        const events$ = cold('  -abcd--', blocks);
        const drains$ = hot('   ------d');
        const subscription = '  ^---!';
        const written = '       ha----(bcnx)';
        const expected = '      ------|';

        const { response, answer$, drops } = answering(() => events$, { capacity: 2 });
        response.stalls();
        when(drains$, () => response.drains());

        expectObservable(response.calls$).toBe(written, calls);
        expectObservable(answer$).toBe(expected);
        expectSubscriptions(events$.subscriptions).toBe(subscription);
        flush();
        expect(drops).toEqual([['d', 'overflow']]);
      }),
    );

    it.each([
      { overflow: 'drop-oldest', written: 'ha----(cde)', drop: ['b', 'overflow'] },
      { overflow: 'drop-newest', written: 'ha----(bce)', drop: ['d', 'overflow'] },
    ] as const)('goes on without what gives way: $overflow', ({ overflow, written, drop }) =>
      marbles(({ cold, hot, expectObservable, flush }) => {
        const events$ = cold('  -abcd-|', blocks);
        const drains$ = hot('   ------d');
        const expected = '      ------|';

        const { response, answer$, drops } = answering(() => events$, { capacity: 2, overflow });
        response.stalls();
        when(drains$, () => response.drains());

        expectObservable(response.calls$).toBe(written, calls);
        expectObservable(answer$).toBe(expected);
        flush();
        expect(drops).toEqual([drop]);
      })(),
    );

    it(
      'keeps the latest of a key, and nothing that is too old',
      marbles(({ cold, hot, expectObservable, flush }) => {
        const events$ = cold('  -abcb--|', blocks);
        const drains$ = hot('   -------d');
        const written = '       ha-----(be)';

        const { response, answer$, drops } = answering(() => events$, {
          overflow: 'latest-by-key',
          key: (block) => (block as { data: string }).data,
          timeToLive: 4,
        });
        response.stalls();
        when(drains$, () => response.drains());

        expectObservable(response.calls$).toBe(written, calls);
        expectObservable(answer$).toBe('-------|');
        flush();
        expect(drops).toEqual([
          ['b', 'superseded'],
          ['c', 'expired'],
        ]);
      }),
    );

    it(
      'waits for it at the end for closeTimeout, and cuts it off',
      marbles(({ cold, time, expectObservable, flush }) => {
        const closeTimeout = time('-----|');
        const events$ = cold('  -ab|', blocks);
        const written = '       ha------x';
        const expected = '      --------|';

        const { response, answer$ } = answering(() => events$, { closeTimeout });
        response.stalls();

        expectObservable(response.calls$).toBe(written, calls);
        expectObservable(answer$).toBe(expected);
        flush();
        expect(response.eventNames()).toEqual([]);
      }),
    );

    it(
      'cuts it off when it is unsubscribed from',
      marbles(({ cold, expectObservable }) => {
        const events$ = cold('  -ab--', blocks);
        const unsubscription = '----!';
        const written = '       ha--x';

        const { response, answer$ } = answering(() => events$);
        response.stalls();

        expectObservable(response.calls$).toBe(written, calls);
        expectObservable(answer$, unsubscription).toBe('-');
      }),
    );
  });

  describe('when there is nothing to say', () => {
    it('answers 204 if the events are at an end at once, so that the client stays away', () => {
      const complete = jest.fn();
      const { response, answer$ } = answering(() => EMPTY);

      answer$.subscribe({ complete });

      expect([response.statusCode, response.writableEnded, response.text]).toEqual([204, true, '']);
      expect(response.headers).toEqual({ 'Cache-Control': 'no-store' });
      expect(complete).toHaveBeenCalledTimes(1);
    });

    it('answers HEAD with the headers, and asks for no events', () => {
      const asked = jest.fn(() => NEVER);
      const complete = jest.fn();
      const { response, answer$ } = answering(asked, { request: { ...request, method: 'HEAD' } });

      answer$.subscribe({ complete });

      expect([response.statusCode, response.headers['Content-Type']]).toEqual([200, 'text/event-stream']);
      expect([response.writableEnded, response.text]).toEqual([true, '']);
      expect(asked).not.toHaveBeenCalled();
      expect(complete).toHaveBeenCalledTimes(1);
    });

    it('completes at once if the client has left, and asks for no events', () => {
      const asked = jest.fn(() => NEVER);
      const complete = jest.fn();
      const { response, answer$ } = answering(asked);
      response.closes();

      answer$.subscribe({ complete });

      expect(complete).toHaveBeenCalledTimes(1);
      expect(asked).not.toHaveBeenCalled();
      expect(response.headersSent).toBe(false);
    });
  });

  describe('when the events fail', () => {
    it.each<[string, RespondWithEventsConfig['events']]>([
      ['error', () => throwError(() => failed)],
      [
        'throw',
        () => {
          throw failed;
        },
      ],
    ])('answers 500 if they %s at once, and passes the error on', (_, events) => {
      const error = jest.fn();
      const { response, answer$ } = answering(events);

      answer$.subscribe({ error });

      expect([response.statusCode, response.writableEnded, response.text]).toEqual([500, true, '']);
      expect(response.headers).toEqual({ 'Cache-Control': 'no-store' });
      expect(error).toHaveBeenCalledWith(failed);
    });

    it(
      'cuts the response off later on, so that nobody takes it for whole',
      marbles(({ cold, expectObservable }) => {
        const events$ = cold('  -a-#', blocks, failed);
        const written = '       ha-(nx)';
        const expected = '      ---#';

        const { response, answer$ } = answering(() => events$);

        expectObservable(response.calls$).toBe(written, calls);
        expectObservable(answer$).toBe(expected, undefined, failed);
      }),
    );

    it(
      'ends it in order with what onError tells the client',
      marbles(({ cold, expectObservable }) => {
        const events$ = cold('  -a-#', blocks, failed);
        const written = '       ha-(be)';
        const expected = '      ---#';

        const { response, answer$ } = answering(() => events$, {
          onError: ({ error }) => ({ data: error === failed ? 'b' : 'another' }),
        });

        expectObservable(response.calls$).toBe(written, calls);
        expectObservable(answer$).toBe(expected, undefined, failed);
      }),
    );

    it(
      'lets the client have first what came before',
      marbles(({ cold, hot, expectObservable }) => {
        const events$ = cold('  -ab#', blocks, failed);
        const drains$ = hot('   -----d');
        const written = '       ha---(bnx)';
        const expected = '      -----#';

        const { response, answer$ } = answering(() => events$);
        response.stalls();
        when(drains$, () => response.drains());

        expectObservable(response.calls$).toBe(written, calls);
        expectObservable(answer$).toBe(expected, undefined, failed);
      }),
    );

    it(
      'passes the error on though the client leaves meanwhile',
      marbles(({ cold, hot, expectObservable }) => {
        const events$ = cold('  -ab#', blocks, failed);
        const leaves$ = hot('   -----x');
        const expected = '      -----#';

        const { response, answer$ } = answering(() => events$);
        response.stalls();
        when(leaves$, () => response.closes());

        expectObservable(answer$).toBe(expected, undefined, failed);
      }),
    );

    it('refuses what the format cannot carry, and nothing of it is written', () => {
      const error = jest.fn();
      const { response, answer$ } = answering(() => of({ data: 'a' }, { type: 'b\ndata: injected' }));

      answer$.subscribe({ error });

      expect(response.text).toBe('data: a\n\n\n');
      expect(response.destroyed).toBe(true);
      expect(error).toHaveBeenCalledWith(expect.any(TypeError));
    });

    it('leaves a response alone whose headers have been sent', () => {
      const error = jest.fn();
      const { response, answer$ } = answering(() => NEVER);
      response.flushHeaders();

      answer$.subscribe({ error });

      expect(error).toHaveBeenCalledWith(expect.any(TypeError));
      expect([response.text, response.writableEnded, response.destroyed]).toEqual(['', false, false]);
    });
  });

  it.each<[string, Partial<RespondWithEventsConfig>]>([
    ['keepAlive', { keepAlive: 0 }],
    ['closeTimeout', { closeTimeout: Infinity }],
    ['capacity', { capacity: 0 }],
    ['maxBytes', { maxBytes: NaN }],
    ['timeToLive', { timeToLive: -1 }],
    ['overflow', { overflow: 'error' as never }],
    ['key', { overflow: 'latest-by-key' }],
  ])('refuses a wrong %s when it is made', (option, config) => {
    expect(() => answering(() => NEVER, config)).toThrow(new RegExp(option));
  });
});
