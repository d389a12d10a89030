import { defer } from 'rxjs';
import type { Observer } from 'rxjs';
import type { Coded, Connection, Heartbeat, LifecycleStatus } from 'rxwire';
import { closedBy } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';
import { drawnStates, lawfulClient, textClient } from './lawfulClient.js';
import type { TextClient } from './lawfulClient.js';
import { openAtOnce } from './openAtOnce.js';
import { once, statuses } from './tellingStates.js';

describe('realtimeClient, disconnected by an observer of its state', () => {
  it.each<[status: LifecycleStatus, expected: LifecycleStatus[], subscriptions: string]>([
    ['connecting', ['disconnected', 'connecting', 'disconnected'], '(^!)'],
    ['connected', ['disconnected', 'connecting', 'connected', 'disconnected'], '^-!'],
    ['waiting', ['disconnected', 'connecting', 'connected', 'waiting', 'disconnected'], '^---!'],
  ])(
    'in %s shows all observers the same order, and stays disconnected',
    (status, expected, subscriptions) => {
      const seen: LifecycleStatus[][] = [];

      marbles((helpers) => {
        const transport$ = helpers.connection('--o-#');
        const client = lawfulClient(helpers, { transport: transport$ });
        seen.push(statuses(client));
        once(client, status, client.disconnect);
        seen.push(statuses(client));
        client.connect();
        client.messages$.subscribe();
        helpers
          .expectSubscriptions(transport$.subscriptions)
          .toBe(status === 'connecting' ? [] : subscriptions);
      })();

      expect(seen).toEqual([expected, expected]);
    },
  );

  it('delivers nothing of the link that was opening', () => {
    const client = textClient({ transport: openAtOnce('a', 'b') });
    const seen: string[] = [];
    once(client, 'connected', client.disconnect);

    client.messages$.subscribe((text) => seen.push(text));

    expect(seen).toEqual([]);
    expect(client.metrics.snapshot().received).toBe(0);
  });

  it('uses the next link when it is connected again within the same call', () => {
    let dials = 0;
    const transport$ = defer(() => openAtOnce(`frame of link ${++dials}`));
    const client = textClient({ transport: transport$ });
    const seen: string[] = [];
    const states = statuses(client);
    once(client, 'connected', () => {
      client.disconnect();
      client.connect();
    });

    client.messages$.subscribe((text) => seen.push(text));

    expect(seen).toEqual(['frame of link 2']);
    expect(states).toEqual([
      'disconnected',
      'connecting',
      'connected',
      'disconnected',
      'connecting',
      'connected',
    ]);
    client.dispose();
  });
});

describe('realtimeClient, connected by an observer', () => {
  type Arm = (
    client: TextClient,
    links: readonly (Connection<string> & Partial<Heartbeat & Coded<string>>)[],
  ) => unknown;
  const onEnd = (client: TextClient): Partial<Observer<unknown>> => ({
    complete: client.connect,
    error: client.connect,
  });

  it.each<[what: string, arm: Arm]>([
    ['its state', (client) => once(client, 'disconnected', client.connect)],
    ['a request that is interrupted', (client) => client.request('r').subscribe(onEnd(client))],
    ['the frames of the link', (client, [link]) => link?.incoming$.subscribe(onEnd(client))],
    ['the round trips of the link', (client, [link]) => link?.rtt$?.subscribe(onEnd(client))],
  ])('dials anew, in order, when that is an observer of %s, and it was disconnected', (_, arm) =>
    marbles((helpers) => {
      const client = lawfulClient(helpers, {
        transport: helpers.connection(['-o', '-----o']),
        heartbeat: { interval: 99 },
        idOf: (text) => text,
      });
      const links: Connection<string>[] = [];
      client.state$.subscribe((state) => state.status === 'connected' && links.push(state.connection));

      helpers.expectObservable(drawnStates(client)).toBe('ic-(di)-c 10ms (d|)');
      client.connect();
      helpers.act('--ax 15ms x', { a: () => arm(client, links), x: client.disconnect });
      helpers.act('19ms x', { x: client.dispose });
      helpers.expectObservable(drawnStates(client)).toBe('ic-(di)-c 10ms (d|)');
    })(),
  );

  it.each<[what: string, arm: Arm]>([
    ['its state', (client) => once(client, 'disconnected', client.connect)],
    ['its messages', (client) => client.messages$.subscribe(onEnd(client))],
    ['a request that is interrupted', (client) => client.request('r').subscribe(onEnd(client))],
    ['the frames of the link', (client, [link]) => link?.incoming$.subscribe(onEnd(client))],
  ])('starts over, in order, when that is an observer of %s, and it gave up', (_, arm) =>
    marbles((helpers) => {
      const client = lawfulClient(helpers, {
        transport: helpers.connection(['-o-x', '-----o'], { values: { x: closedBy(1008) } }),
        idOf: (text) => text,
      });
      const links: Connection<string>[] = [];
      client.state$.subscribe((state) => state.status === 'connected' && links.push(state.connection));

      helpers.expectObservable(drawnStates(client)).toBe('ic-(xi)-c 10ms (d|)');
      client.connect();
      helpers.act('--a', { a: () => arm(client, links) });
      helpers.act('19ms x', { x: client.dispose });
      helpers.expectObservable(drawnStates(client)).toBe('ic-(xi)-c 10ms (d|)');
    })(),
  );
});
