// Run under jest, vitest, node:test and jasmine by ../runners.spec.ts: it knows no more than `describe` and `it`.
import { deepStrictEqual } from 'node:assert';
import { filter, from, mergeMap } from 'rxjs';
import { constant, heartbeat, reconnect, whileConnected } from '../../../lib/index.js';
import type { AssertDeepEqual } from '../../../lib/testing/index.js';
import {
  closedBy,
  fakeEventSource,
  fakeFetch,
  fakeWebSocket,
  marbles,
  operatorLaws,
  record,
  replay,
} from '../../../lib/testing/index.js';

interface Runner {
  readonly describe: (title: string, tests: () => void) => void;
  readonly it: (title: string, test: () => void) => void;
  readonly expect?: (actual: unknown) => { toEqual(expected: unknown): void };
  /** jasmine's `expect` that throws. */
  readonly throwUnless?: Runner['expect'];
}

const runner = globalThis as unknown as Runner;
const expect = runner.throwUnless ?? runner.expect;
const assertDeepEqual: AssertDeepEqual =
  expect === undefined ? deepStrictEqual : (actual, expected) => expect(actual).toEqual(expected);
const test = marbles(assertDeepEqual);

runner.describe('the kit', () => {
  runner.it(
    'draws connections',
    test(({ connection, expectObservable, expectSent }) => {
      const source$ = connection('o---p');
      const sent = '              ---x-';

      expectObservable(source$.pipe(heartbeat({ interval: 3, timeout: 2, ping: () => 'ping' })), '-----!');
      expectSent(source$).toBe(sent, { x: 'ping' });
    }),
  );

  runner.it(
    'draws servers, networks and errors',
    test(({ server, network, expectObservable }) => {
      const home = network('           on---off--on---');
      const server$ = server({ pushes: '-a-b--c-----d-', network: home });
      const expected = '                -a-b--------d-';
      const unsubscribed = '            ^-------------!';
      const refused$ = server({ dials: '-#', error: closedBy(1012) });

      const pushed$ = server$.pipe(
        reconnect(constant(1), { offline$: home.offline$ }),
        whileConnected(({ incoming$ }) => incoming$),
      );

      expectObservable(pushed$, unsubscribed).toBe(expected);
      expectObservable(refused$).toBe('-#', undefined, closedBy(1012));
    }),
  );

  runner.it(
    'fakes the platform’s WebSocket',
    test(({ scheduler }) => {
      const { webSocket } = fakeWebSocket('--o-a');
      const socket = new webSocket('ws://example.org');
      const told: unknown[] = [];
      socket.onmessage = ({ data }: { readonly data: string }) => told.push(data, scheduler.now());

      scheduler.schedule(() => assertDeepEqual(told, ['a', 4]), 5);
    }),
  );

  runner.it(
    'fakes the platform’s fetch',
    test(({ expectObservable }) => {
      const { fetch, calls$ } = fakeFetch(['--o-a-|', '-#']);
      const text = () =>
        from(fetch('http://example.org')).pipe(mergeMap((response) => from(response.text())));

      expectObservable(text()).toBe('------(a|)');
      expectObservable(text()).toBe('-#', undefined, new TypeError('network error'));
      expectObservable(calls$).toBe('(gg)', { g: 'GET http://example.org/' });
    }),
  );

  runner.it(
    'fakes the platform’s EventSource',
    test(({ act, scheduler }) => {
      const { eventSource } = fakeEventSource(['o-a-|', 'o-b'], { reconnectionTime: 5 });
      const source = new eventSource('http://example.org');
      const told: unknown[] = [];
      source.onmessage = ({ data }: { readonly data: string }) => told.push(data, scheduler.now());

      act('----------------x', { x: () => source.close() });
      act('----------------x', { x: () => assertDeepEqual(told, ['a', 2, 'b', 11]) });
    }),
  );

  runner.it(
    'draws what a test does, and a device that sleeps',
    test(({ act, sleep, scheduler }) => {
      const { now } = sleep('--z---', { z: 100 });

      act('---x', { x: () => assertDeepEqual([scheduler.now(), now()], [3, 103]) });
    }),
  );

  runner.it('records and replays', () => {
    let fixture: unknown;
    test(({ connection, scheduler }) => {
      const session$ = record(connection('-o-a-#'));
      session$.subscribe({ error: () => {} });
      scheduler.schedule(() => (fixture = session$.fixture()), 9);
    })();

    test(({ expectObservable }) => {
      const frames$ = replay<string, string>(fixture).pipe(
        reconnect(constant(1)),
        whileConnected(({ incoming$ }) => incoming$),
      );
      expectObservable(frames$, '-----!').toBe('---a');
    })();
  });

  const laws = operatorLaws<number>({ make: () => filter((n) => n > 0), value: () => ({ value: 1 }) });
  for (const { name, check } of laws) runner.it(name, check);

  if (process.env['PLANT_A_FAILURE'] !== undefined) {
    runner.it(
      'fails, and says why',
      test(({ cold, expectObservable }) => {
        const values = { a: { id: 1 }, b: { id: 2 } };
        expectObservable(cold('--a---b|', values)).toBe('--a--b|', values);
      }),
    );
  }
});
