import { asapScheduler, map, mergeMap } from 'rxjs';
import { hubCore } from '../../lib/server/hubCore.js';
import { streamChannels } from '../../lib/server/streamChannels.js';
import { FakeResponse } from '../support/FakeResponse.js';
import { marbles } from '../support/marbles.js';
import { inShort, openConfig } from './hubTalk.js';

const visit = (response: FakeResponse, url = '/events?channel=a') =>
  ({ request: { url, headers: {} }, response, connection: 'c1', identity: { user: 'ann' } }) as never;
/** What a response was told, in short. */
const short = (call: string): string => {
  const data = /^data: (.*)$/m.exec(call)?.[1];
  return data === undefined ? call : inShort(data);
};
const body = '{"type":"chat","channel":"a","data":{"text":"hi"}}';
const config = openConfig({ atEndOfTurn: (work) => void asapScheduler.schedule(work) });

describe('streamChannels', () => {
  it(
    'tells where it stands, then what is published, and ends when its client leaves',
    marbles(({ cold, expectObservable, scheduler, flush }) => {
      const core = hubCore(config);
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
});
