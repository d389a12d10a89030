import { ignoreElements, map, merge, mergeMap } from 'rxjs';
import { memoryBroker } from 'rxwire/server';
import type { Broker, BrokerEvent } from 'rxwire/server';
import { cursor } from '../../lib/core/cursor.js';
import { hubCore } from '../../lib/server/hubCore.js';
import { streamChannels } from '../../lib/server/streamChannels.js';
import { FakeResponse } from '../support/FakeResponse.js';
import { marbles } from '../support/marbles.js';
import { epoch, inShort, openConfig } from './hubTalk.js';

const visit = (response: FakeResponse, url = '/events?channel=a') =>
  ({
    request: { url, headers: {} },
    response,
    connection: 'c1',
    known: { identity: { user: 'ann' }, until: Infinity },
  }) as never;
/** What a response was told, in short. */
const short = (call: string): string => {
  const datas = [...call.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => inShort(data));
  return datas.length === 0 ? call : datas.join(', ');
};
const body = '{"type":"chat","channel":"a","data":{"text":"hi"}}';

describe('streamChannels', () => {
  it(
    'tells where it stands, then what is published, and ends when its client leaves',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const core = hubCore(openConfig());
      const response = new FakeResponse();
      cold('-----p')
        .pipe(mergeMap(() => core.broker.publish('a', body)))
        .subscribe();
      scheduler.schedule(() => response.closes(), 8);

      const types$ = streamChannels(core, visit(response)).pipe(map(({ type }) => type));
      expectObservable(response.calls$.pipe(map(short)), '---------!').toBe('(hS)-P', {
        h: '200',
        S: 'subscribed a@0',
        P: 'a 1 hi',
      });
      expectObservable(types$).toBe('(sc)----(d|)', { s: 'subscribed', c: 'connected', d: 'disconnected' });
      flush();
      expect(core.feeds.size).toBe(0);
    }),
  );

  it(
    'ends the response where its engine has lost the history, behind what came before in the same turn',
    marbles(({ cold, expectObservable, flush }) => {
      const config = openConfig();
      let engine = config.broker;
      const broken$ = cold<BrokerEvent>('-----(il)', { i: { kind: 'interrupted' }, l: { kind: 'live' } });
      const broker: Broker = {
        ...engine,
        history: (...asked) => engine.history(...asked),
        subscribe: (channel) => merge(engine.subscribe(channel), broken$),
      };
      cold('-----p')
        .pipe(mergeMap(() => broker.publish('a', body)))
        .subscribe(() => (engine = memoryBroker({ random: () => 0.7 })));
      const core = hubCore({ ...config, broker });
      const response = new FakeResponse();

      const types$ = streamChannels(core, visit(response)).pipe(map(({ type }) => type));
      expectObservable(response.calls$.pipe(map(short)), '---------!').toBe('(hS)-(Pe)', {
        h: '200',
        S: 'subscribed a@0',
        P: 'a 1 hi, unsubscribed a INSUFFICIENT_STATE',
        e: 'end',
      });
      expectObservable(types$, '---------!').toBe('(sc)-(ud|)', {
        s: 'subscribed',
        c: 'connected',
        u: 'unsubscribed',
        d: 'disconnected',
      });
      flush();
      expect(core.feeds.size).toBe(0);
    }),
  );

  it(
    'writes comments while it is quiet, and goes on when a full response has drained',
    marbles(({ cold, expectObservable, scheduler }) => {
      const core = hubCore(openConfig({ pingInterval: 4 }));
      const response = new FakeResponse();
      scheduler.schedule(() => response.stalls(), 5);
      cold('------p-p')
        .pipe(mergeMap(() => core.broker.publish('a', body)))
        .subscribe();
      scheduler.schedule(() => response.drains(), 10);
      scheduler.schedule(() => response.closes(), 12);

      expectObservable(response.calls$.pipe(map(short)), '---------------!').toBe('(hS)c-P---Q', {
        h: '200',
        S: 'subscribed a@0',
        c: ': keep-alive\n\n',
        P: 'a 1 hi',
        Q: 'a 2 hi',
      });
      expectObservable(streamChannels(core, visit(response)).pipe(ignoreElements())).toBe('------------|');
    }),
  );

  it(
    'stands, as long as a client has no more than the beginning, at what it goes on from',
    marbles(({ scheduler, flush }) => {
      const core = hubCore(openConfig());
      for (const _ of [1, 2, 3]) core.broker.publish('a', body).subscribe();
      const response = new FakeResponse();
      const at = cursor(['a']);
      at.moveTo('a', epoch, 1);
      scheduler.schedule(() => response.closes(), 5);

      const url = `/events?channel=a&lastEventId=${at.text ?? ''}`;
      streamChannels(core, visit(response, url)).subscribe();
      flush();

      const ids = [...response.text.matchAll(/^id: .*:(\w+)$/gm)].map(([, offset]) => offset);
      expect([short(response.text), ids]).toEqual([
        'subscribed a@3 recovered 2, a 2 hi, a 3 hi',
        ['1', '2', '3'],
      ]);
    }),
  );
});
