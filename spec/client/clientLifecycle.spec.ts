import { map, mergeMap, of } from 'rxjs';
import { ConnectionError, outbox } from 'rxwire';
import { brokenLink } from 'rxwire/testing';
import { clientLifecycle } from '../../lib/client/clientLifecycle.js';
import { marbles } from '../support/marbles.js';
import { textCodec } from './lawfulClient.js';

describe('clientLifecycle', () => {
  it(
    'asks to be let in, then delivers what is queued, and only then sends pings, which do not queue',
    marbles(({ connection, expectObservable, expectSent }) => {
      const transport$ = connection('--o--y----m--m--');
      const sent = '                 --h--q--p--p--p-';
      const expected = '             i----c----------';
      const until = '                ---------------!';
      const box = outbox<string>();
      box.send('q');

      const lifecycle$ = clientLifecycle<string, string, string>(
        {
          transport: transport$,
          codec: textCodec,
          gate: { hello: 'h', answer: (text) => (text === 'y' ? true : undefined) },
          heartbeat: { interval: 3, timeout: 3, ping: () => 'p' },
        },
        box,
      );

      expectObservable(lifecycle$.pipe(map(({ status }) => status)), until).toBe(expected, {
        i: 'connecting',
        c: 'connected',
      });
      expectSent(transport$).toBe(sent);
    }),
  );

  it(
    'decodes and encodes by the codec, and follows the policy for what does not decode',
    marbles(({ connection, expectObservable, expectSent }) => {
      const transport$ = connection('o-a-x-', { values: { a: 'a', x: '!' } });
      const lifecycle$ = clientLifecycle<string, string, string>(
        { transport: transport$, codec: textCodec, onInvalid: 'error' },
        outbox<string>(),
      );

      const result$ = lifecycle$.pipe(
        mergeMap((state) => {
          if (state.status === 'connected') return state.connection.incoming$;
          return of(state.status === 'disconnected' ? `gave up: ${state.cause?.message}` : state.status);
        }),
      );

      expectObservable(result$).toBe('i-a-(x|)', {
        i: 'connecting',
        a: 'a',
        x: 'gave up: invalid message: begins with !',
      });
      expectSent(transport$).toBe('');
    }),
  );

  it(
    'tells of a policy that throws in its last state',
    marbles(({ connection, expectObservable }) => {
      const policy = () => {
        throw new RangeError('in the policy');
      };
      const lifecycle$ = clientLifecycle<string, string, string>(
        { transport: connection('--#'), codec: textCodec, policy },
        outbox<string>(),
      );
      const cause = new ConnectionError('application', 'in the policy', {}, new RangeError('in the policy'));

      expectObservable(lifecycle$).toBe('i-(x|)', {
        i: { status: 'connecting', attempt: 0 },
        x: { status: 'disconnected', cause },
      });
    }),
  );

  it(
    'backs off as everyday use has it unless told otherwise',
    marbles((helpers) => {
      const transport$ = helpers.connection(['#', 'o']);
      const delays: number[] = [];
      const lifecycle$ = clientLifecycle<string, string, string>(
        { transport: transport$, codec: textCodec },
        outbox<string>(),
      );

      const subscription = lifecycle$.subscribe((state) => {
        if (state.status === 'waiting') delays.push(state.delay);
      });

      helpers.act('2s x', {
        x: () => {
          expect(delays).toHaveLength(1);
          expect(delays[0]).toBeLessThanOrEqual(1_000);
          subscription.unsubscribe();
        },
      });
    }),
  );

  it(
    'takes the rules of reconnecting from the config',
    marbles(({ connection, expectObservable }) => {
      const lifecycle$ = clientLifecycle<string, string, string>(
        { transport: connection('-o-#'), codec: textCodec, reconnect: { giveUpOn: () => true } },
        outbox<string>(),
      );

      const result$ = lifecycle$.pipe(map((state) => ('cause' in state ? state.cause : state.status)));

      expectObservable(result$).toBe('ic-(x|)', { i: 'connecting', c: 'connected', x: brokenLink() });
    }),
  );

  it('dials a URL where there is no transport, and refuses one that cannot be dialled', () => {
    const wrong = () =>
      clientLifecycle<string, string, string>({ url: 'mailto:nobody', codec: textCodec }, outbox<string>());
    const right = () =>
      clientLifecycle<string, string, string>(
        { url: 'ws://example.org', codec: textCodec },
        outbox<string>(),
      );

    expect(wrong).toThrow(expect.objectContaining({ kind: 'invalid-url' }));
    expect(right).not.toThrow();
  });
});
