import { map, retry } from 'rxjs';
import { ConnectionError } from 'rxwire';
import { brokenLink, closedBy } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';
import { timersOf } from '../support/timersOf.js';
import { drawnStates, lawfulClient } from './lawfulClient.js';

const policyViolation = closedBy(1008, 'go away');
const values = { a: 'a', b: 'b', v: policyViolation };

describe('realtimeClient, when it gives up', () => {
  it(
    'tells the listeners the cause, and has it in its state',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o-a-v', { values });
      const client = lawfulClient(helpers, { transport: transport$ });
      const states$ = client.state$.pipe(
        map((state) => ('cause' in state ? [state.status, state.cause] : [state.status])),
      );

      helpers.expectObservable(client.messages$).toBe('---a-#', values, policyViolation);
      helpers.expectObservable(client.messages$, '----^').toBe('-----#', values, policyViolation);
      helpers.expectObservable(states$, '------^').toBe('------x', {
        x: ['disconnected', policyViolation],
      });
      helpers.expectSubscriptions(transport$.subscriptions).toBe('^----!');
    }),
  );

  it(
    'gives up when the policy says so, and when the policy throws',
    marbles((helpers) => {
      const spent$ = helpers.connection(['-#', '-#', '-o']);
      const spent = lawfulClient(helpers, {
        transport: spent$,
        policy: ({ attempt }) => (attempt > 1 ? { _tag: 'None' } : { _tag: 'Some', value: 2 }),
      });
      const broken = lawfulClient(helpers, {
        transport: helpers.connection('-#'),
        policy: () => {
          throw new RangeError('in the policy');
        },
      });
      const cause = new ConnectionError('application', 'in the policy', {}, new RangeError('in the policy'));

      helpers.expectObservable(spent.messages$).toBe('----#', undefined, brokenLink());
      helpers.expectObservable(drawnStates(spent)).toBe('iw-ix');
      helpers.expectObservable(broken.messages$).toBe('-#', undefined, cause);
      helpers.expectObservable(drawnStates(broken)).toBe('ix');
    }),
  );

  it(
    'starts over for a new listener',
    marbles((helpers) => {
      const transport$ = helpers.connection(['-o-v', '-o-b'], { values });
      const client = lawfulClient(helpers, { transport: transport$ });

      helpers.expectObservable(client.messages$).toBe('---#', values, policyViolation);
      helpers.expectObservable(client.messages$, '-----^---!').toBe('--------b');
      helpers.expectObservable(drawnStates(client)).toBe('ic-x-ic--d');
    }),
  );

  it(
    'starts over for a listener that comes back at once',
    marbles((helpers) => {
      const transport$ = helpers.connection(['-o-v', '-o--b'], { values });
      const client = lawfulClient(helpers, { transport: transport$ });

      helpers.expectObservable(client.messages$.pipe(retry(1)), '^-------!').toBe('-------b');
      helpers.expectObservable(drawnStates(client), '-----^').toBe('-----c--d');
    }),
  );

  it.each([0, 9])('starts over by connect, with linger %d', (linger) =>
    marbles((helpers) => {
      const transport$ = helpers.connection(['-o-v', '-o-b'], { values });
      const client = lawfulClient(helpers, { transport: transport$, linger });

      helpers.expectObservable(client.messages$).toBe('---#', values, policyViolation);
      helpers.act('-----c--- 20ms x', { c: client.connect, x: client.disconnect });
      helpers.expectObservable(drawnStates(client)).toBe('ic-x-ic-- 20ms d');
    })(),
  );

  it(
    'forgets that it was to stay connected',
    marbles((helpers) => {
      const transport$ = helpers.connection(['-o-v', '-o-b'], { values });
      const client = lawfulClient(helpers, { transport: transport$ });

      helpers.act('c', { c: client.connect });
      helpers.expectObservable(client.messages$, '-----^---!').toBe('--------b');
      helpers.expectObservable(drawnStates(client), '-----^').toBe('-----ic--d');
    }),
  );

  it(
    'gives up within linger as well, and leaves no timer',
    marbles((helpers) => {
      const transport$ = helpers.connection('-o---v', { values });
      const client = lawfulClient(helpers, { transport: transport$, linger: 9 });

      helpers.expectObservable(client.messages$, '^--!').toBe('');
      helpers.expectObservable(drawnStates(client)).toBe('ic---x');
      helpers.act('------t', { t: () => expect(timersOf(helpers)).toBe(0) });
    }),
  );

  it(
    'keeps what is queued for the next start',
    marbles((helpers) => {
      const transport$ = helpers.connection(['---v', '-o'], { values });
      const client = lawfulClient(helpers, { transport: transport$ });

      helpers.expectObservable(client.messages$).toBe('---#', values, policyViolation);
      helpers.act('-q---r--c--x', {
        q: () => client.send('q'),
        r: () => client.send('r'),
        c: client.connect,
        x: client.disconnect,
      });
      helpers.expectSent(transport$).toBe('---------(qr)');
    }),
  );

  it(
    'completes its listeners when the transport completes, and starts over for a new one',
    marbles((helpers) => {
      const transport$ = helpers.connection(['-o-a-|', '-o-b']);
      const client = lawfulClient(helpers, { transport: transport$ });

      helpers.expectObservable(client.messages$).toBe('---a-|');
      helpers.expectObservable(client.messages$, '-------^---!').toBe('----------b');
      helpers.expectObservable(drawnStates(client)).toBe('ic---d-ic--d');
    }),
  );
});
