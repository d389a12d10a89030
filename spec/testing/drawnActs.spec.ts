import { Subject } from 'rxjs';
import { constant, realtimeClient } from 'rxwire';
import { drawnActs } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';
import { textCodec } from '../support/textCodec.js';

describe('drawnActs', () => {
  it(
    'does what it stands for, at its time',
    marbles(({ act, expectObservable }) => {
      const said$ = new Subject<string>();
      const acts = '    a--(bc) 10ms d';
      const expected = 'a--(bc) 10ms |';

      expectObservable(said$).toBe(expected);
      act(acts, {
        a: () => said$.next('a'),
        b: () => said$.next('b'),
        c: () => said$.next('c'),
        d: () => said$.complete(),
      });
    }),
  );

  it(
    'acts before the frames of its time arrive, and ends a client that would go on for ever',
    marbles(({ act, connection, expectObservable }) => {
      const transport$ = connection('o-a-b-c');
      const client = realtimeClient({
        transport: transport$,
        codec: textCodec,
        policy: constant(1),
        lazy: false,
      });
      const expected = '             --a-|';

      act('c---x', { c: client.connect, x: client.dispose });

      expectObservable(client.messages$).toBe(expected);
    }),
  );

  it(
    'refuses what stands for nothing',
    marbles(({ scheduler }) => {
      expect(() => drawnActs(scheduler, '5ms a-(ab) 1.5s -c', { a: () => {}, b: () => {} })).toThrow(
        new TypeError("'5ms a-(ab) 1.5s -c' does c, which stands for nothing"),
      );
    }),
  );
});
