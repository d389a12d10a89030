import { concat, NEVER } from 'rxjs';
import { sharedByKey } from '../../lib/sync/sharedByKey.js';
import { marbles } from '../support/marbles.js';

describe('sharedByKey', () => {
  it(
    'has one stream for each key, and tells who comes later the latest afresh',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = cold('-1---2---');
      const streamOf = sharedByKey(
        () => source$,
        (latest) => `f${latest}`,
      );

      expectObservable(streamOf('a'), '^--------!').toBe('-x---y---', { x: 'f1', y: '2' });
      expectObservable(streamOf('a'), '---^-----!').toBe('---x-y---', { x: 'f1', y: '2' });
      expectSubscriptions(source$.subscriptions).toBe('^--------!');
    }),
  );

  it(
    'begins anew when the last observer has left',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source$ = concat(cold('1|'), NEVER);
      const counted$ = cold('1-');
      const streamOf = sharedByKey(
        (key) => (key === 'a' ? counted$ : source$),
        (latest) => latest,
      );

      expectObservable(streamOf('a'), '^-!').toBe('1');
      expectObservable(streamOf('a'), '----^-!').toBe('----1');
      expectSubscriptions(counted$.subscriptions).toBe(['^-!', '----^-!']);
    }),
  );
});
