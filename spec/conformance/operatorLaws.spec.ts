import {
  EMPTY,
  NEVER,
  Subject,
  catchError,
  concat,
  defer,
  endWith,
  exhaustMap,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  scan,
  share,
  shareReplay,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
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
  whileConnected,
  withCodec,
} from 'rxwire';
import type { Codec, Connection, Lifecycle } from 'rxwire';
import { protocolPing } from 'rxwire/node';
import type { NodeWebSocketConnection } from 'rxwire/node';
import { operatorLaws } from 'rxwire/testing';
import type { OperatorLaw } from 'rxwire/testing';

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
  ['parkWhile', operatorLaws({ make: () => parkWhile<Link>(NEVER), value: state })],
  ['deliver of outbox', operatorLaws({ make: () => outbox<string>().deliver<Link>(), value: state })],
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
    'whileConnected',
    operatorLaws({ make: () => whileConnected(({ incoming$ }: Link) => incoming$), value: state }),
  ],
];

describe.each(kept)('%s', (_, laws) => {
  it.each(laws)('$name', ({ check }) => check());
});

describe('an operator that breaks a law is told so:', () => {
  const broken: readonly [name: string, law: string, make: () => MonoTypeOperatorFunction<number>][] = [
    [
      'one that subscribes when it is applied',
      'does nothing before it is subscribed to',
      () => (source$) => {
        source$.subscribe();
        return source$;
      },
    ],
    ['one that shares', 'subscribes to its source once for each of its subscribers', () => share()],
    [
      'one that subscribes twice',
      'subscribes to its source once',
      () => (source$) => merge(source$, source$),
    ],
    [
      'one that holds on to its source',
      'releases its source when it is unsubscribed from',
      () => shareReplay({ bufferSize: 1, refCount: false }),
    ],
    [
      'one that leaves a timer behind',
      'releases its source when it is unsubscribed from',
      () => tap({ subscribe: () => timer(50).subscribe() }),
    ],
    [
      'one that goes on after its source',
      'completes with its source',
      () => (source$) => merge(source$, NEVER),
    ],
    [
      'one that completes late',
      'completes with its source',
      () => (source$) => concat(source$, timer(1).pipe(ignoreElements())),
    ],
    ['one that hides an error', 'passes an error of its source on', () => catchError(() => EMPTY)],
    [
      'one that changes an error',
      'passes an error of its source on',
      () =>
        catchError(() => {
          throw new Error('another');
        }),
    ],
    [
      'one that counts in its factory',
      'keeps no state between two uses',
      () => {
        let count = 0;
        return map(() => count++);
      },
    ],
    [
      'one with a mutable seed',
      'keeps no state between two uses',
      () => {
        const seen = { count: 0 };
        return (source$) =>
          source$.pipe(
            scan((total) => Object.assign(total, { count: total.count + 1 }), seen),
            map(({ count }) => count),
          );
      },
    ],
    [
      'one that takes all it can get',
      'stops a source that emits synchronously',
      () => (source$: Observable<number>) =>
        defer(() => {
          const all: number[] = [];
          source$.subscribe((value) => all.push(value));
          return all;
        }),
    ],
  ];

  it.each(broken)('%s (%s)', (_, title, make) => {
    const law = operatorLaws({ make, value: () => ({ value: 1 }) }).find((each) =>
      each.name.startsWith(title),
    );

    expect(law?.check).toThrow(/^the operator /);
  });

  it('and one that keeps all laws is not', () => {
    const laws = operatorLaws<number>({
      make: () => (source$) =>
        source$.pipe(
          exhaustMap((value) => of(value)),
          mergeMap((value) => [value, value]),
          endWith(0),
        ),
      value: () => ({ value: 1 }),
    });

    for (const { check } of laws) expect(check).not.toThrow();
  });
});
