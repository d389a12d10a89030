import { EMPTY, NEVER, Subject, merge, mergeMap, of, repeat, retry, take, takeUntil, timer } from 'rxjs';
import { constant, multiplex, realtimeClient } from 'rxwire';
import type { Multiplex, MultiplexConfig, RealtimeClient } from 'rxwire';
import { brokenLink } from 'rxwire/testing';
import type { MarbleHelpers } from 'rxwire/testing';
import { marbles } from '../support/marbles.js';
import { textCodec } from '../support/textCodec.js';

type Texts = Multiplex<string, string>;

/** Messages are a key, a colon and anything; `!key` ends the key with an error, `.key` without. */
const config: MultiplexConfig<string, string, string> = {
  keyOf: (text) => text.replace(/^[!.]/, '').split(':')[0],
  subscribe: ({ key }) => `+${key}`,
  unsubscribe: ({ key }) => `-${key}`,
  endOf: (text) =>
    text.startsWith('!') ? { error: `${text.slice(1)} failed` } : text.startsWith('.') ? {} : undefined,
};
const values = {
  a: 'a:1',
  A: 'a:2',
  b: 'b:1',
  c: 'c:1',
  x: '!a',
  y: '.a',
  p: '__proto__:1',
  t: 'toString:1',
};
const sent = {
  a: '+a',
  A: '-a',
  b: '+b',
  B: '-b',
  c: '+c',
  p: '+__proto__',
  P: '-__proto__',
  t: '+toString',
};

function over(
  { connection }: Pick<MarbleHelpers, 'connection'>,
  diagrams: readonly string[],
  options: Partial<MultiplexConfig<string, string, string>> = {},
): {
  readonly link$: ReturnType<MarbleHelpers['connection']>;
  readonly client: RealtimeClient<string, string>;
  readonly texts: Texts;
} {
  const link$ = connection<string, string>(diagrams, { values: { ...values, '#': brokenLink() } });
  const client = realtimeClient({
    transport: link$,
    codec: textCodec,
    policy: constant(2),
    reconnect: { minUptime: 0 },
  });
  return { link$, client, texts: multiplex(client, { ...config, ...options }) };
}

describe('multiplex', () => {
  it(
    'subscribes for the first observer of a key and unsubscribes after the last',
    marbles((helpers) => {
      const { link$, texts } = over(helpers, ['-o-a-b-A-a-A-']);

      helpers.expectObservable(texts.channel('a'), '^----------!').toBe('---a---A-a-', values);
      helpers.expectObservable(texts.channel('a'), '----^---!').toBe('-------A-', values);
      helpers.expectObservable(NEVER.pipe(takeUntil(timer(20))), '^').toBe('--------------------|');
      helpers.expectSent(link$).toBe('-a---------A', sent);
    }),
  );

  it(
    'lets go with the link what only lingers',
    marbles((helpers) => {
      const { link$, texts } = over(helpers, ['o--#', 'o-a'], { linger: 9 });

      helpers.expectObservable(texts.channel('a'), '^-!').toBe('');
      helpers.expectObservable(texts.channel('b'), '^---------!').toBe('');
      helpers.expectSent(link$).toBe('(ab)-b-------------B', sent);
    }),
  );

  it(
    'keeps the subscription for `linger` after the last observer',
    marbles((helpers) => {
      const { link$, texts } = over(helpers, ['o-a-a-a-a-a-a-'], { linger: 3 });

      helpers.expectObservable(texts.channel('a'), '^----!').toBe('--a-a-', values);
      helpers.expectObservable(texts.channel('a'), '-------^-!').toBe('--------a-', values);
      helpers.expectObservable(texts.channel('b'), '^---------------------!').toBe('');
      helpers.expectSent(link$).toBe('(ab)--------A------------B', sent);
    }),
  );

  it(
    'sends nothing for who comes and goes in one turn, and nothing for who goes and comes',
    marbles((helpers) => {
      const { link$, texts } = over(helpers, ['o-a-a-'], { linger: 1 });
      const comesAgain$ = texts.channel('a').pipe(take(1), repeat(2));

      helpers.expectObservable(texts.channel('c'), '^------!').toBe('');
      helpers
        .expectObservable(timer(1).pipe(mergeMap(() => texts.channel('b').pipe(takeUntil(of(0))))))
        .toBe('-|');
      helpers.expectObservable(comesAgain$).toBe('--a-(a|)', values);
      helpers.expectSent(link$).toBe('(ca)-A--C', { ...sent, C: '-c' });
    }),
  );

  it(
    'subscribes each live key once after a reconnect, before what was queued, and unsubscribes from nothing',
    marbles((helpers) => {
      const { link$, client, texts } = over(helpers, ['o-a-#', '--o--a--b-']);

      helpers.expectObservable(texts.channel('a'), '^--------------!').toBe('--a--------a--', values);
      helpers.expectObservable(texts.channel('b'), '^--------------!').toBe('--------------b', values);
      helpers.expectObservable(texts.channel('c'), '^----!').toBe('');
      timer(5).subscribe(() => client.send('queued'));
      helpers.expectSent(link$).toBe('(abc)---(abq)--(AB)', { ...sent, q: 'queued' });
    }),
  );

  it(
    'asks for many in fewer messages where the protocol can',
    marbles((helpers) => {
      const { link$, texts } = over(helpers, ['o-#', '-o-a-b'], {
        subscribeMany: (many) => [many.map(({ key, ticket }) => `+${key}${ticket}`).join()],
      });

      helpers
        .expectObservable(merge(texts.channel('a'), texts.channel('b')), '^---------!')
        .toBe('-------a-b', values);
      helpers.expectObservable(texts.channel('c'), '-^-------!').toBe('');
      helpers
        .expectSent(link$)
        .toBe('12---3---C(AB)', { ...sent, 1: '+a1,+b2', 2: '+c', 3: '+a4,+b5,+c6', C: '-c' });
    }),
  );

  it(
    'drops what belongs to an earlier subscription of the key',
    marbles((helpers) => {
      const link$ = helpers.connection<string, string>('o-1-----1-2-n', {
        values: { 1: 'a:1/1', 2: 'a:2/3', n: 'a:3' },
      });
      const texts = multiplex(realtimeClient({ transport: link$, codec: textCodec }), {
        ...config,
        ticketOf: (text) => (text.includes('/') ? Number(text.split('/')[1]) : undefined),
        subscribe: ({ key, ticket }) => `+${key}/${ticket}`,
      });

      helpers.expectObservable(texts.channel('a'), '^---!').toBe('--1', { 1: 'a:1/1' });
      helpers.expectObservable(texts.channel('b'), '^-------------!').toBe('');
      helpers
        .expectObservable(texts.channel('a'), '------^-------!')
        .toBe('----------2-n', { 2: 'a:2/3', n: 'a:3' });
      helpers
        .expectSent(link$)
        .toBe('(ab)A-c-------(BA)', { a: '+a/1', b: '+b/2', c: '+a/3', A: '-a', B: '-b' });
    }),
  );

  it(
    'ends one key alone, with an error or without, and starts it over for who comes again',
    marbles((helpers) => {
      const { link$, texts } = over(helpers, ['o-a-x-b-a-b-y']);

      helpers
        .expectObservable(texts.channel('a').pipe(retry(1)), '^--------------!')
        .toBe('--a-----a---|', values);
      helpers.expectObservable(texts.channel('b'), '^--------------!').toBe('------b---b', values);
      helpers.expectSent(link$).toBe('(ab)a----------B', sent);
    }),
  );

  it(
    'passes the end of the client on to every key, and connects anew for who comes again',
    marbles((helpers) => {
      const failing$ = helpers.connection<string, string>(['o---#']);
      const client = realtimeClient({
        transport: failing$,
        codec: textCodec,
        policy: () => ({ _tag: 'None' }),
      });
      const texts = multiplex(client, config);

      helpers.expectObservable(texts.channel('a')).toBe('----#', undefined, brokenLink());
      helpers.expectObservable(texts.channel('b')).toBe('----#', undefined, brokenLink());
      helpers.expectObservable(texts.channel('b'), '------^').toBe('----------#', undefined, brokenLink());
    }),
  );

  it(
    'completes when the client is disposed of',
    marbles((helpers) => {
      const { client, texts } = over(helpers, ['o-a-']);

      timer(3).subscribe(() => client.dispose());
      helpers.expectObservable(texts.channel('a')).toBe('--a|', values);
      helpers.expectObservable(texts.channel('a'), '-----^').toBe('-----|', values);
    }),
  );

  it(
    'takes keys as they are, those of prototypes included',
    marbles((helpers) => {
      const { link$, texts } = over(helpers, ['o-p-t-']);

      helpers.expectObservable(texts.channel('__proto__'), '^---!').toBe('--p', values);
      helpers.expectObservable(texts.channel('toString'), '^---------!').toBe('----t', values);
      helpers.expectSent(link$).toBe('(pt)P-----T', { ...sent, T: '-toString' });
    }),
  );

  it(
    'is done no harm by functions that throw',
    marbles((helpers) => {
      const oops = (): never => {
        throw new Error('of the application');
      };
      const { link$, texts } = over(helpers, ['o-a-b-a-'], {
        keyOf: (text) => (text === 'a:1' ? oops() : config.keyOf(text)),
        subscribe: (asked) => (asked.key === 'c' ? oops() : config.subscribe(asked)),
        unsubscribe: oops,
      });

      helpers.expectObservable(texts.channel('a'), '^-------!').toBe('');
      helpers.expectObservable(texts.channel('b'), '^-------!').toBe('----b', values);
      helpers.expectObservable(texts.channel('c')).toBe('#', undefined, new Error('of the application'));
      helpers.expectSent(link$).toBe('(ab)', sent);
    }),
  );

  it(
    'ends the key whose message cannot be encoded, and no other',
    marbles((helpers) => {
      const link$ = helpers.connection<string, string>(['o-b-'], { values });
      const encode = (text: string): string => {
        if (text === '+a') throw new Error('not encodable');
        return text;
      };
      const client = realtimeClient({ transport: link$, codec: { ...textCodec, encode } });
      const texts = multiplex(client, config);

      helpers.expectObservable(texts.channel('a')).toBe('#', undefined, new Error('not encodable'));
      helpers.expectObservable(texts.channel('b'), '^---!').toBe('--b', values);
    }),
  );

  it('observes the client while somebody observes a key, and not otherwise', () => {
    const messages$ = new Subject<string>();
    const client = { state$: NEVER, messages$ };
    const texts = multiplex<string, string>(client, config);
    const before = messages$.observed;

    const subscription = texts.channel('a').subscribe();
    const during = messages$.observed;
    subscription.unsubscribe();

    return Promise.resolve().then(() =>
      expect([before, during, messages$.observed]).toEqual([false, true, false]),
    );
  });

  it('survives a client that ends while it is subscribed to', () => {
    const seen: string[] = [];
    const texts = multiplex<string, string>({ state$: EMPTY, messages$: of('a:1') }, config);

    texts.channel('a').subscribe({ next: (text) => seen.push(text), complete: () => seen.push('the end') });

    expect(seen).toEqual(['a:1', 'the end']);
  });

  it('refuses what it cannot work with', () => {
    const client = { state$: NEVER, messages$: NEVER };

    expect(() => multiplex<string, string>(client, { ...config, linger: -1 })).toThrow(
      new RangeError('linger must be a number, 0 or more; got -1'),
    );
    expect(() => multiplex<string, string>(client, { ...config, keyOf: 'topic' as never })).toThrow(
      new TypeError('keyOf must be a function; got topic'),
    );
  });
});
