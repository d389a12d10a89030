import { resolve } from 'node:path';
import {
  EMPTY,
  NEVER,
  Observable,
  Subject,
  bufferCount,
  catchError,
  concat,
  defer,
  delay,
  endWith,
  exhaustMap,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  pairwise,
  scan,
  share,
  shareReplay,
  skip,
  takeUntil,
  tap,
  throwError,
  timer,
  timestamp,
} from 'rxjs';
import type { OperatorFunction } from 'rxjs';
import {
  asConnectionError,
  constant,
  endAfterSleep,
  handshakeGate,
  heartbeat,
  limitAttempts,
  outbox,
  parkWhile,
  parseEventStream,
  reconnect,
  retryWithBackoff,
  toEventStream,
  tokenAuth,
  whileConnected,
  withCodec,
} from 'rxwire';
import type { Codec, Connection, Lifecycle } from 'rxwire';
import { protocolPing } from 'rxwire/node';
import type { NodeWebSocketConnection } from 'rxwire/node';
import { hub, memoryBroker } from 'rxwire/server';
import type { ClientConnection, Hub, HubEvent } from 'rxwire/server';
import { operatorLaws } from 'rxwire/testing';
import type { OperatorLaw } from 'rxwire/testing';
import { publicOperators } from '../support/architecture/publicOperators.js';
import { readSources, sourceText } from '../support/architecture/readLib.js';

type Link = Connection<string, string>;

/** A link that says `y` as soon as somebody listens, and ends when it is told to. */
function link(): { readonly value: Link; end(): void } {
  const end$ = new Subject<void>();
  const incoming$ = merge(of('y'), NEVER).pipe(takeUntil(end$));
  return {
    value: { incoming$, send: () => {}, buffered: () => 0, close: () => {} },
    end: () => end$.next(),
  };
}

/** The same, with the pings of the WebSocket protocol, none of which is answered. */
function nodeLink(): { readonly value: NodeWebSocketConnection; end(): void } {
  const { value, end } = link();
  const extras = { protocol: '', activity$: value.incoming$, pong$: NEVER, ping: () => {} };
  return { value: { ...value, ...extras, send: () => {} }, end };
}

/** The same as `link`, as a lifecycle tells it. */
function state(): { readonly value: Lifecycle<Link>; end(): void } {
  const { value, end } = link();
  return { value: { status: 'connected', connection: value }, end };
}

/** A link whose peer takes whoever says anything for somebody it knows. */
function trusting(): { readonly value: Connection<unknown, never>; end(): void } {
  const { value, end } = link();
  const answer = { type: 'systemMessage', id: 'authenticate', data: { action: 'authenticated' } };
  return { value: { ...value, incoming$: value.incoming$.pipe(map(() => answer)) }, end };
}

/** A hub, and a client of it that says nothing. */
function rooms(): Hub {
  return hub({ broker: memoryBroker() });
}

function client(): { readonly value: ClientConnection; end(): void } {
  const end$ = new Subject<void>();
  return { value: { ...link().value, incoming$: NEVER.pipe(takeUntil(end$)) }, end: () => end$.next() };
}

const text: Codec<string, string, string> = {
  decode: (input) => ({ _tag: 'Right', right: String(input) }),
  encode: (message) => message,
};
const never = limitAttempts(0)(constant(0));
const isAnswer = (message: string): boolean => message === 'y';

const kept: readonly [name: string, laws: readonly OperatorLaw[]][] = [
  [
    'retryWithBackoff',
    operatorLaws({ make: () => retryWithBackoff<string>(never), value: () => ({ value: 'a' }) }),
  ],
  [
    'reconnect',
    operatorLaws({
      make: () => reconnect<Link>(never),
      value: link,
      tellsErrorAs: (error) => ({ status: 'disconnected', cause: asConnectionError(error) }),
    }),
  ],
  [
    'heartbeat',
    operatorLaws({
      make: () => heartbeat<Link>({ interval: 2, ping: () => 'p', isPong: () => false }),
      value: link,
    }),
  ],
  ['heartbeat without ping', operatorLaws({ make: () => heartbeat<Link>({ interval: 20 }), value: link })],
  ['endAfterSleep', operatorLaws({ make: () => endAfterSleep<Link>({ interval: 20 }), value: link })],
  ['withCodec', operatorLaws<Link>({ make: () => withCodec(text), value: link })],
  [
    "withCodec with onInvalid 'error'",
    operatorLaws<Link>({ make: () => withCodec(text, { onInvalid: 'error' }), value: link }),
  ],
  [
    'withCodec with onInvalid close',
    operatorLaws<Link>({ make: () => withCodec(text, { onInvalid: { close: 4000 } }), value: link }),
  ],
  [
    'handshakeGate',
    operatorLaws({ make: () => handshakeGate<Link>({ hello: 'h', answer: isAnswer }), value: link }),
  ],
  [
    'handshakeGate without hello',
    operatorLaws({ make: () => handshakeGate<Link>({ answer: isAnswer }), value: link }),
  ],
  [
    'TokenAuth.admit',
    operatorLaws({
      make: () => tokenAuth({ token: 't' }).admit<Connection<unknown, never>>(),
      value: trusting,
    }),
  ],
  [
    'TokenAuth.admit by headers',
    operatorLaws({ make: () => tokenAuth({ token: 't', by: 'headers' }).admit<Link>(), value: link }),
  ],
  ['parkWhile', operatorLaws({ make: () => parkWhile<Link>(NEVER), value: state })],
  ['Outbox.deliver', operatorLaws({ make: () => outbox<string>().deliver<Link>(), value: state })],
  [
    'parseEventStream',
    operatorLaws<string>({ make: () => parseEventStream(), value: () => ({ value: 'data: a\n\n' }) }),
  ],
  ['toEventStream', operatorLaws({ make: () => toEventStream(), value: () => ({ value: { data: 'a' } }) })],
  [
    'protocolPing',
    operatorLaws({ make: () => protocolPing<NodeWebSocketConnection>({ interval: 2 }), value: nodeLink }),
  ],
  [
    'Hub.serve',
    operatorLaws({
      make: () => rooms().serve(),
      value: client,
      show: (event) => (event as HubEvent).type,
    }),
  ],
  [
    'whileConnected',
    operatorLaws({ make: () => whileConnected(({ incoming$ }: Link) => incoming$), value: state }),
  ],
];

describe('the operators of rxwire', () => {
  const sources = readSources(resolve(__dirname, '../..'), 'lib');
  const operators = publicOperators(sources.filter(({ path }) => !path.startsWith('lib/testing/')));
  /** A notifier of retryWhen: what it emits is that a wait is over, never at once. */
  const excused = ['notifier'];
  const checked = new Set(kept.map(([name]) => name.split(' ')[0]));

  it('are all held against the laws', () => {
    expect(operators).toEqual(
      expect.arrayContaining(['Hub.serve', 'Outbox.deliver', 'heartbeat', 'reconnect']),
    );
    expect(operators.filter((name) => !checked.has(name))).toEqual(excused);
  });

  it.each([
    ['a function', 'export function planted<T>(): MonoTypeOperatorFunction<T> {}', 'planted'],
    ['a constant', 'export const planted = <T>(): OperatorFunction<T, string> => map(String);', 'planted'],
    [
      'one without that name',
      'export function planted(): (source$: Observable<1>) => Observable<2> {}',
      'planted',
    ],
    ['a method', 'export interface planted { deliver<C>(): OperatorFunction<C, C>; }', 'planted.deliver'],
    [
      'a member',
      'export interface planted { readonly serve: () => OperatorFunction<1, 2>; }',
      'planted.serve',
    ],
  ])('are found by what they are declared as: %s', (_, text, name) => {
    const entry = sourceText('lib/index.ts', `export { planted } from './operators/planted.js';`);

    expect(publicOperators([entry, sourceText('lib/operators/planted.ts', text)])).toEqual([name]);
    expect(publicOperators([sourceText('lib/operators/planted.ts', text)])).toEqual([]);
  });
});

describe.each(kept)('%s', (_, laws) => {
  it.each(laws)('$name', ({ check }) => check());
});

describe('an operator that breaks a law is told so:', () => {
  const lazy = 'does nothing before it is subscribed to';
  const once = 'subscribes to its source once for each of its subscribers';
  const releases = 'releases its source when it is unsubscribed from, and leaves no timer behind';
  const completes = 'completes with its source, and leaves no timer behind';
  const passes = 'passes an error of its source on';
  const stateless = 'keeps no state between two uses, at the same time or one after the other';
  const stops = 'stops a source that emits synchronously as soon as take(1) has enough';
  const alone = '[0 ms: 1, 3 ms: 1, 7 ms: complete]';

  const broken: readonly [
    name: string,
    law: string,
    words: string,
    make: () => OperatorFunction<number, unknown>,
  ][] = [
    [
      'one that subscribes when it is applied',
      lazy,
      'subscribed to its source 1 times',
      () => (source$) => {
        source$.subscribe();
        return source$;
      },
    ],
    ['one that shares', once, 'subscribed 1 times for 2 subscribers', () => share()],
    [
      'one that subscribes twice',
      once,
      'subscribed 4 times for 2 subscribers',
      () => (source$) => merge(source$, source$),
    ],
    [
      'one that holds on to its source',
      releases,
      'released 0 of 1 subscriptions',
      () => shareReplay({ bufferSize: 1, refCount: false }),
    ],
    [
      'one that leaves a timer behind',
      releases,
      'had a timer until 50 ms, though it was left at 5',
      () => tap({ subscribe: () => timer(50).subscribe() }),
    ],
    [
      'one that goes on after its source',
      completes,
      'ended with [3 ms: 1] and not with its source at 7 ms',
      () => (source$) => merge(source$, NEVER),
    ],
    [
      'one that tells nothing',
      completes,
      'ended with [] and not with its source at 7 ms',
      () => (source$) => merge(source$, NEVER).pipe(ignoreElements()),
    ],
    [
      'one that completes late',
      completes,
      'ended with [8 ms: complete] and not with its source at 7 ms',
      () => (source$) => concat(source$, timer(1).pipe(ignoreElements())),
    ],
    [
      'one that has no use for its source',
      completes,
      'did not release its source',
      () => () => timer(7).pipe(ignoreElements()),
    ],
    [
      'one that leaves a timer behind when it completes',
      completes,
      'had a timer until 57 ms, though its source completed at 7',
      () => tap({ complete: () => timer(50).subscribe() }),
    ],
    [
      'one that hides an error',
      passes,
      'told [7 ms: complete] and not [7 ms: error Error: of the source]',
      () => catchError(() => EMPTY),
    ],
    [
      'one that hangs on an error',
      passes,
      'told [3 ms: 1] and not [7 ms: error Error: of the source]',
      () => catchError(() => NEVER),
    ],
    [
      'one that changes an error',
      passes,
      'told [7 ms: error Error: another] and not [7 ms: error Error: of the source]',
      () => catchError(() => throwError(() => new Error('another'))),
    ],
    [
      'one that makes the error anew',
      passes,
      'told an error that says the same, but is another one',
      () => catchError(({ message }: Error) => throwError(() => new Error(message))),
    ],
    [
      'one that leaves a timer behind when it fails',
      passes,
      'had a timer until 57 ms, though its source failed at 7',
      () => tap({ error: () => timer(50).subscribe() }),
    ],
    [
      'one that counts in its factory',
      stateless,
      `told [0 ms: 0, 3 ms: 2, 7 ms: complete] where a use of its own tells [0 ms: 0, 3 ms: 1, 7 ms: complete]`,
      () => {
        let count = 0;
        return map(() => count++);
      },
    ],
    [
      'one with a mutable seed, in an object',
      stateless,
      'told [0 ms: { count: 1 }, 3 ms: { count: 3 }, 7 ms: complete] where a use of its own tells ' +
        '[0 ms: { count: 1 }, 3 ms: { count: 2 }, 7 ms: complete]',
      () => {
        const seen = { count: 0 };
        return scan((total) => Object.assign(total, { count: total.count + 1 }), seen);
      },
    ],
    [
      'one that remembers only when it is used later',
      stateless,
      `told [7 ms: complete] where a use of its own tells ${alone}`,
      () => {
        let over = false;
        return (source$) =>
          over ? source$.pipe(ignoreElements()) : source$.pipe(finalize(() => (over = true)));
      },
    ],
    [
      'one that takes all it can get',
      stops,
      'took 100 values from its source',
      () => (source$) =>
        defer(() => {
          const all: number[] = [];
          source$.subscribe((value) => all.push(value));
          return all;
        }),
    ],
    [
      'one that goes on when it has given enough',
      stops,
      'took 100 values from its source',
      () => (source$) =>
        new Observable<number>((subscriber) => {
          source$.subscribe((value) => subscriber.next(value));
        }),
    ],
  ];

  it.each(broken)('%s (%s)', (_, name, words, make) => {
    const law = operatorLaws({ make, value: () => ({ value: 1 }) }).find((each) => each.name === name);

    expect(law?.check).toThrow(new Error(`the operator ${words}`));
  });

  it('one that tells an error otherwise than it says', () => {
    const laws = operatorLaws<number>({
      make: () => catchError(() => of({ failed: 'no' })),
      value: () => ({ value: 1 }),
      tellsErrorAs: ({ message }) => ({ failed: message }),
    });

    expect(laws.find(({ name }) => name === 'tells an error of its source')?.check).toThrow(
      new Error("the operator told [7 ms: { failed: 'no' }] and not [7 ms: { failed: 'of the source' }]"),
    );
  });

  it.each<[string, () => OperatorFunction<number, unknown>]>([
    [
      'all laws',
      () => (source$) =>
        source$.pipe(
          exhaustMap((value) => of(value)),
          mergeMap((value) => [value, value]),
          endWith(0),
        ),
    ],
    ['them with a BigInt', () => map((value) => BigInt(value))],
    [
      'them with an object that holds itself',
      () =>
        map((value) => {
          const ring: Record<string, unknown> = { value };
          ring['self'] = ring;
          return ring;
        }),
    ],
    ['them with the time', () => timestamp()],
    ['them and needs two values for one of its own', () => pairwise()],
    ['them and needs several, from the second on', () => (source$) => source$.pipe(skip(1), bufferCount(3))],
    ['them and has nothing to say', () => ignoreElements()],
    ['them and says it later', () => (source$) => source$.pipe(delay(0))],
    ['them with functions and streams', () => map((value) => ({ tell: () => value, value$: of(value) }))],
  ])('and one that keeps %s is not', (_, make) => {
    const laws = operatorLaws<number>({ make, value: () => ({ value: 1 }) });

    for (const { check } of laws) expect(check).not.toThrow();
  });
});
