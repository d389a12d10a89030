import { map, mergeMap, tap } from 'rxjs';
import { ConnectionError, constant, heartbeat, reconnect } from 'rxwire';
import { brokenLink } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';

const truth = { t: true, f: false };

describe('drawnNetwork', () => {
  it(
    'tells whether the device believes to be online',
    marbles(({ network, expectObservable }) => {
      const { online$, offline$, state$ } = network(' on---off--on---dead---on');

      expectObservable(online$).toBe('                t----f----t', truth);
      expectObservable(offline$).toBe('               f----t----f', truth);
      expectObservable(state$).toBe('                 a----b----a----c------a', {
        a: 'on',
        b: 'off',
        c: 'dead',
      });
    }),
  );

  it(
    'cuts a link that it carries, and lets no dial through while it is off',
    marbles(({ connection, network, expectObservable }) => {
      const source$ = connection('-o-a-b-c-d', { network: network(' on---off--on') });
      const off = new ConnectionError('unreachable', 'no connection: the network is off', {});

      const frames$ = source$.pipe(mergeMap(({ incoming$ }) => incoming$));

      expectObservable(frames$).toBe('                 ---a-#', undefined, brokenLink());
      expectObservable(frames$, '                 ------^').toBe('------#', undefined, off);
      expectObservable(frames$, '                 ----------^--!').toBe('-------------', undefined, off);
    }),
  );

  it(
    'fails a dial that is under way when it goes off',
    marbles(({ connection, network, expectObservable }) => {
      const source$ = connection('-----o', { network: network('on--off') });

      expectObservable(source$.pipe(map(() => 'c'))).toBe(
        '----#',
        undefined,
        new ConnectionError('unreachable', 'no connection: the network is off', {}),
      );
    }),
  );

  it(
    'feeds reconnect, which waits while it is off and dials at once when it is on',
    marbles(({ connection, network, expectObservable }) => {
      const home = network('   on---off--on---');
      const expected = '       (ie)-w----(ie)'; // i: connecting, e: connected, w: waiting
      const unsubscribed = '   ^-----------------!';
      const source$ = connection('o', { network: home });

      const status$ = source$.pipe(
        reconnect(constant(2), { offline$: home.offline$ }),
        map(({ status }) => (status === 'connecting' ? 'i' : status === 'connected' ? 'e' : 'w')),
      );

      expectObservable(status$, unsubscribed).toBe(expected);
    }),
  );

  it(
    'loses, dead, what is sent and received, and tells nobody but a heartbeat',
    marbles(({ server, network, expectObservable, expectSent }) => {
      const server$ = server({ dials: 'o-a-b-c', network: network('on-dead-----on'), answers: () => 'p' });
      const dead = new ConnectionError('heartbeat-timeout', 'no sign of life for 2 ms', { timeout: 2 });

      const watched$ = server$.pipe(
        heartbeat({ interval: 4, timeout: 2, ping: () => 'x' }),
        mergeMap(({ incoming$ }) => incoming$),
      );

      expectObservable(watched$).toBe('--a---#', undefined, dead);
      expectSent(server$).toBe('      ----x');
      expectObservable(server$.received$).toBe('-');
    }),
  );

  it(
    'hangs, dead, a dial until it is given up',
    marbles(({ connection, network, expectObservable }) => {
      const source$ = connection('-o', { network: network('dead---on') });

      expectObservable(
        source$.pipe(
          tap(() => {}),
          map(() => 'c'),
        ),
      ).toBe('-');
    }),
  );
});
