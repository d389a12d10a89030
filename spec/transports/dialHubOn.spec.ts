import { map } from 'rxjs';
import { fakeFetch } from 'rxwire/testing';
import { dialHubOn } from '../../lib/transports/dialHubOn.js';
import { marbles } from '../support/marbles.js';
import { head, subscribe, url } from './hubTalk.js';

describe('dialHubOn', () => {
  it(
    'asks the platform for a fetch for each connection, and lets it go at the end',
    marbles(({ expectObservable, flush }) => {
      const told: string[] = [];
      const connection$ = dialHubOn(
        () => {
          told.push('taken');
          const { fetch } = fakeFetch('-(o|)', { values: { o: head } });
          return { fetch: fetch as never, close: () => told.push('let go') };
        },
        { url },
      ).pipe(map(() => 'c'));

      expectObservable(connection$, '^--!').toBe('-c');
      expectObservable(connection$, '----^--!').toBe('-----c');
      flush();
      expect(told).toEqual(['taken', 'let go', 'taken', 'let go']);
    }),
  );

  it(
    'asks for streams of events and posts for answers in JSON, with the headers of both and the cookies that were wished for',
    marbles(({ expectObservable, flush }) => {
      const fake = fakeFetch(['(o|)', 'o'], { values: { o: head } });
      const platform = () => ({ fetch: fake.fetch as never, close: () => {} });
      const config = {
        url: 'http://a/hub?key=a%20b',
        headers: { 'X-A': '1' },
        credentials: 'include',
      } as const;
      const connected$ = dialHubOn(platform, config).pipe(map(({ send }) => send(subscribe('r1', 'a'))));
      expectObservable(connected$, '^-!').toBe('c', { c: undefined });
      flush();

      const asked = fake.requests.map(({ method, url: target, headers, init }) => [
        method,
        target,
        headers.get('accept'),
        headers.get('x-a'),
        init.credentials,
      ]);
      expect(asked).toEqual([
        ['POST', 'http://a/hub?key=a%20b', 'application/json', '1', 'include'],
        ['GET', 'http://a/hub?key=a%20b&channel=a', 'text/event-stream', '1', 'include'],
      ]);
    }),
  );
});
