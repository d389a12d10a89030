import { NEVER, Subject, concatMap, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { constant, realtimeClient } from 'rxwire';
import type { MarbleHelpers } from 'rxwire/testing';
import { keyedStreams } from '../../lib/sync/keyedStreams.js';
import type { KeyedStream, KeyedStreams } from '../../lib/sync/keyedStreams.js';
import { marbles } from '../support/marbles.js';
import { textCodec } from '../support/textCodec.js';

type Stream = KeyedStream<string, string>;

function over(
  { connection }: MarbleHelpers,
  diagrams: readonly string[],
): {
  readonly link$: ReturnType<MarbleHelpers['connection']>;
  readonly streams: KeyedStreams<string, string, Stream>;
  /** What it was told besides messages. */
  readonly told$: Observable<string>;
} {
  const link$ = connection<string, string>(diagrams);
  const told$ = new Subject<string>();
  const client = realtimeClient({ transport: link$, codec: textCodec, policy: constant(1) });
  const streams = keyedStreams<string, string, string, string, Stream>({
    client,
    linger: 0,
    create: (stream) => stream,
    subscribe: (joining) => [{ message: `+${joining.map(({ key }) => key).join('')}`, streams: joining }],
    unsubscribe: (leaving) => [{ message: `-${leaving.map(({ key }) => key).join('')}`, streams: leaving }],
    receive: (message) => streams.get(message)?.events$.next(message),
    linked: (open) => told$.next(open ? 'linked' : 'unlinked'),
    forget: ({ key }) => told$.next(`forget ${key}`),
  });
  return { link$, streams, told$ };
}

const at = (frame: number, act: () => void): void => void timer(frame).subscribe(act);

describe('keyedStreams', () => {
  it(
    'settles at the end of the turn what was asked for in it, in one go',
    marbles((helpers) => {
      const { link$, streams, told$ } = over(helpers, ['--o-a']);

      helpers.expectObservable(streams.observe('a'), '^----!').toBe('----a');
      helpers.expectObservable(streams.observe('b'), '^----!').toBe('');
      helpers.expectSent(link$).toBe('--p--m', { p: '+ab', m: '-ab' });
      helpers.expectObservable(told$, '^------!').toBe('--l--(fgu)', {
        l: 'linked',
        f: 'forget a',
        g: 'forget b',
        u: 'unlinked',
      });
    }),
  );

  it(
    'subscribes anew when told to, leaving first where it must, and not at all when nobody is left',
    marbles((helpers) => {
      const { link$, streams } = over(helpers, ['o']);
      const again = (key: string, leave: boolean): void => streams.again(streams.get(key)!, leave);

      helpers.expectObservable(streams.observe('a'), '^--------!').toBe('');
      const leaving = streams.observe('b').subscribe();
      at(2, () => again('a', false));
      at(3, () => again('a', true));
      at(7, () => {
        again('b', true);
        leaving.unsubscribe();
      });
      helpers.expectSent(link$).toBe('p-q(mq)Q-m', { p: '+ba', q: '+a', m: '-a', Q: '-b' });
    }),
  );

  it(
    'does not leave on a new link what was asked for on an old one',
    marbles((helpers) => {
      const { link$, streams } = over(helpers, ['o--#', 'o']);

      helpers.expectObservable(streams.observe('a'), '^-----!').toBe('');
      at(3, () => streams.again(streams.get('a')!, true));
      helpers.expectSent(link$).toBe('p---p-m', { p: '+a', m: '-a' });
    }),
  );

  it(
    'tells the peer of an end that the peer does not know of, and lets the others go on',
    marbles((helpers) => {
      const { link$, streams } = over(helpers, ['o-----b']);

      helpers.expectObservable(streams.observe('a')).toBe('--#', undefined, 'enough');
      helpers.expectObservable(streams.observe('b'), '^-------!').toBe('------b');
      helpers.expectObservable(streams.observe('c')).toBe('---|');
      at(2, () => streams.end(streams.get('a')!, { error: 'enough', told: false }));
      at(3, () => streams.end(streams.get('c')!, { told: true }));
      helpers.expectSent(link$).toBe('p-a-----b', { p: '+abc', a: '-a', b: '-b' });
    }),
  );

  it(
    'leaves a stream alone that has ended, whatever is asked of it',
    marbles((helpers) => {
      const { link$, streams } = over(helpers, ['o']);
      const comesAgain$ = timer(3).pipe(concatMap(() => streams.observe('a')));
      let ended: Stream | undefined;

      helpers.expectObservable(streams.observe('a')).toBe('--|');
      helpers.expectObservable(comesAgain$, '^-----!').toBe('');
      at(2, () => {
        ended = streams.get('a');
        streams.end(ended!, { told: false });
      });
      at(4, () => {
        streams.again(ended!, true);
        streams.end(ended!, { told: false });
      });
      helpers.expectSent(link$).toBe('p-mp--m', { p: '+a', m: '-a' });
    }),
  );

  it('refuses a linger that no timer can hold', () => {
    const make = (): unknown =>
      keyedStreams<string, string, string, string, Stream>({
        client: { state$: NEVER, messages$: NEVER },
        linger: 2 ** 31,
        create: (stream) => stream,
        subscribe: () => [],
        unsubscribe: () => [],
        receive: () => {},
      });

    expect(make).toThrow(/^linger must be at most 2147483647 ms/);
  });
});
