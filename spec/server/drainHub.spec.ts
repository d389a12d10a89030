import { Subject, map, mergeMap, timer } from 'rxjs';
import { hubCore } from '../../lib/server/hubCore.js';
import { hub } from 'rxwire/server';
import { FakeResponse } from '../support/FakeResponse.js';
import { marbles } from '../support/marbles.js';
import { session } from '../../lib/server/session.js';
import { drainHub } from '../../lib/server/drainHub.js';
import { chat, inShort, openConfig, stage, subscribe } from './hubTalk.js';

const nothing = (): void => {};
const nowhere = {
  pending: () => 0,
  queued: () => 0,
  message: nothing,
  publish: nothing,
  position: nothing,
  flush: () => 0,
};
const short = (call: string): string => {
  const data = /^data: (.*)$/m.exec(call)?.[1];
  return data === undefined ? call : inShort(data);
};

describe('drainHub', () => {
  it(
    'sends each away in its turn, and takes publications to the last, but nobody in and no channel up',
    marbles((helpers) => {
      const { served, client, serve, expectTalk } = stage(helpers);
      const a = client('o');
      const b = client('o---- 99ms mn', { m: chat('m1', 'x', 'hi'), n: subscribe('r1', 'x') });
      const late = client(' 60ms o');

      const closed$ = serve(' 400ms !', a, b, late).pipe(
        mergeMap((event) =>
          event.type === 'closed' ? [`${event.connection} ${event.code} ${event.reason}`] : [],
        ),
      );
      helpers.expectObservable(closed$).toBe('53ms a 6ms l 92ms (b|)', {
        a: 'c1 4200 going away',
        l: 'c3 4100 going away',
        b: 'c2 4200 going away',
      });
      helpers.expectObservable(timer(3).pipe(mergeMap(() => served.drain({ spread: 200 })))).toBe('153ms |');
      expectTalk(a, 'w--g', { w: 'welcome', g: 'goAway' });
      expectTalk(b, 'w--g 100ms ar', { w: 'welcome', g: 'goAway', a: 'ack to m1 1', r: 'UNAVAILABLE to r1' });
    }),
  );

  it(
    'waits until a client has read what waits for it, as long as the deadline says',
    marbles(({ expectObservable, scheduler }) => {
      const core = hubCore(openConfig({ random: () => 0 }));
      const unread = { quick: 9, slow: 9 };
      const leaves$ = new Subject<string>();
      for (const name of ['quick', 'slow'] as const) {
        const outlet = { ...nowhere, pending: () => unread[name] };
        const close = (code: number): void => leaves$.next(`${name} ${code}`);
        core.sessions.add(
          session({
            core,
            connection: name,
            known: { identity: { user: '' }, until: Infinity },
            outlet,
            onEvent: () => {},
            close,
          }),
        );
      }
      scheduler.schedule(() => (unread.quick = 0), 70);

      expectObservable(leaves$).toBe('100ms q 149ms s', { q: 'quick 4200', s: 'slow 4200' });
      expectObservable(drainHub(core, { spread: 0, deadline: 250 })).toBe('250ms |');
    }),
  );

  it(
    'sends event streams away as well, and answers who comes with 503 and when to come again',
    marbles(({ expectObservable, scheduler }) => {
      const served = hub(openConfig());
      const [there, late] = [new FakeResponse(), new FakeResponse()];
      const open = (response: FakeResponse): void =>
        void served.handler({ origins: '*' })(
          { method: 'GET', url: '/?channel=a', headers: {} } as never,
          response as never,
        );
      scheduler.schedule(() => open(there), 1);
      scheduler.schedule(() => open(late), 7);

      expectObservable(there.calls$.pipe(map(short))).toBe('-(hS)-(gx)', {
        h: '200',
        S: 'subscribed a@0',
        g: 'goAway',
        x: 'end',
      });
      expectObservable(late.calls$).toBe('-------x', { x: '503 end' });
      expectObservable(timer(6).pipe(mergeMap(() => served.drain({ spread: 0 })))).toBe('------|');
      scheduler.schedule(() => {
        expect(late.headers).toMatchObject({ 'Retry-After': '1' });
        expect([served.isReady, served.connections, served.channels]).toEqual([false, 0, 0]);
      }, 9);
    }),
  );

  it(
    'takes everybody in again when it is called off, and nobody when it is done',
    marbles(({ expectObservable, scheduler }) => {
      const core = hubCore(openConfig({ random: () => 0 }));
      const drain$ = drainHub(core, {});
      const known = { identity: { user: '' }, until: Infinity };
      const close = (): void => {};
      core.sessions.add(
        session({
          core,
          connection: 'c',
          known,
          outlet: { ...nowhere, pending: () => 1 },
          onEvent: () => {},
          close,
        }),
      );

      expectObservable(drain$, '---!').toBe('');
      scheduler.schedule(() => expect(core.isDraining).toBe(true), 2);
      scheduler.schedule(() => {
        expect(core.isDraining).toBe(false);
        core.sessions.clear();
      }, 4);
      expectObservable(timer(5).pipe(mergeMap(() => drain$))).toBe('-----|');
      scheduler.schedule(() => expect(core.isDraining).toBe(true), 6);
    }),
  );

  it.each([{ spread: -1 }, { deadline: NaN }])('refuses %j', (config) => {
    expect(() => drainHub(hubCore(openConfig({ random: () => 0 })), config)).toThrow(RangeError);
  });
});
