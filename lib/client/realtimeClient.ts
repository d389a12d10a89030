import {
  EMPTY,
  ReplaySubject,
  Subject,
  catchError,
  defer,
  ignoreElements,
  interval,
  map,
  merge,
  of,
  startWith,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs';
import type { Observable } from 'rxjs';
import { backoff } from '../backoff/backoff.js';
import { asConnectionError } from '../core/asConnectionError.js';
import { checkDuration } from '../core/checkDuration.js';
import type { Connection } from '../core/Connection.js';
import type { ConnectionError } from '../core/ConnectionError.js';
import type { Lifecycle } from '../core/Lifecycle.js';
import { handshakeGate } from '../operators/handshakeGate.js';
import { heartbeat } from '../operators/heartbeat.js';
import type { Heartbeat } from '../operators/heartbeat.js';
import { outbox } from '../operators/outbox.js';
import { reconnect } from '../operators/reconnect.js';
import { withCodec } from '../operators/withCodec.js';
import type { Coded, InvalidMessage } from '../operators/withCodec.js';
import { fromWebSocket } from '../transports/fromWebSocket.js';
import { clientMetrics } from './clientMetrics.js';
import { connectionDemand } from './connectionDemand.js';
import type { DrainResult, RealtimeClient, RealtimeClientConfig } from './RealtimeClientConfig.js';
import { requests } from './requests.js';
import { stateStream } from './stateStream.js';

/**
 * The pieces composed: dial, codec, gate, heartbeat, reconnection, outbox, and the numbers, behind one object.
 *
 * ```text
 * messages$ subscribed   ^----------------------------!
 * state$                 i--c--------w---i--c---------x     connecting, connected, waiting … disconnected
 * messages$              ----a--b-------------c--d-----
 * send(x)                      s       q    s               sent, or queued and sent after the reconnect
 * ```
 *
 * Making a client does nothing yet. It connects when someone subscribes to `messages$` or a request, or on `connect`.
 * Everything belongs to the client: two clients share nothing.
 *
 * Errors: `RangeError`, `TypeError` or a `ConnectionError` of kind `invalid-url` at construction, naming the option and
 * its value. Finalization: `dispose`.
 *
 * @example
 * ```ts
 * import { realtimeClient } from 'rxwire';
 * import { messages } from 'rxwire/messages';
 *
 * const client = realtimeClient({ url: 'wss://example.org/realtime', codec: messages });
 * const subscription = client.messages$.subscribe((message) => console.log(message.type, message.data));
 * client.send(messages.create('chat', { text: 'hello' }));
 * ```
 */
export function realtimeClient<In, Out, E>(
  config: RealtimeClientConfig<In, Out, E>,
): RealtimeClient<In, Out, E> {
  const { codec, gate, policy = backoff(), lazy = true, linger = 0, idOf = idField } = config;
  const { requestTimeout = 10_000, metricsInterval = 1_000 } = config;
  checkDuration('linger', linger);
  checkDuration('requestTimeout', requestTimeout, 1);
  checkDuration('metricsInterval', metricsInterval, 1);

  type Link = Connection<In, Out> & Coded<E> & Partial<Heartbeat>;
  const transport$: Observable<Connection<unknown, never>> =
    'transport' in config ? config.transport : fromWebSocket(config);
  const box = outbox<Out>(config.outbox);
  const demand = connectionDemand({ lazy, linger });
  const states = stateStream<Connection<In, Out>>();
  const metrics = clientMetrics(box.counts);
  const replies = requests<In, Out>({ outbox: box, state$: states.state$, idOf });
  const invalid$ = new Subject<InvalidMessage<E>>();
  const disposed$ = new ReplaySubject<void>(1);
  let received$ = new Subject<In>();
  let disposed = false;

  const coded$: Observable<Link> = transport$.pipe(withCodec(codec, config));
  const gated$ = gate === undefined ? coded$ : coded$.pipe(handshakeGate<Link>(gate as never));
  const watched$: Observable<Link> =
    config.heartbeat === undefined ? gated$ : gated$.pipe(heartbeat<Link>(config.heartbeat as never));
  const lifecycle$: Observable<Lifecycle<Link>> = watched$.pipe(
    reconnect(policy, config.reconnect),
    box.deliver<Link>(),
    catchError((error: unknown) =>
      of<Lifecycle<Link>>({ status: 'disconnected', cause: asConnectionError(error) }),
    ),
  );

  const onMessage = (message: In): void => {
    metrics.received();
    replies.receive(message);
    received$.next(message);
  };
  const giveUp = (cause: ConnectionError): void => {
    const listeners$ = received$;
    received$ = new Subject();
    demand.gaveUp();
    listeners$.error(cause);
  };
  const enter = (state: Lifecycle<Link>): void => {
    metrics.observe(state);
    // What the state shows of the link is the client's own stream: reading it takes nothing from anyone.
    states.next(
      state.status === 'connected'
        ? { status: 'connected', connection: { ...state.connection, incoming$: received$.asObservable() } }
        : state,
    );
  };
  const use = (state: Lifecycle<Link>): Observable<never> => {
    if (state.status !== 'connected') {
      if (state.status === 'disconnected' && state.cause !== undefined) giveUp(state.cause);
      return EMPTY;
    }
    const { incoming$, invalid$: faulty$, rtt$ = EMPTY } = state.connection;
    const faults$ = faulty$.pipe(
      tap((fault) => {
        metrics.invalid();
        invalid$.next(fault);
      }),
    );
    return merge(faults$, rtt$.pipe(tap(metrics.rtt)), incoming$.pipe(tap(onMessage))).pipe(ignoreElements());
  };
  const running = demand.wanted$
    .pipe(
      switchMap((wanted) => (wanted ? lifecycle$ : of<Lifecycle<Link>>({ status: 'disconnected' }))),
      tap(enter),
      switchMap(use),
    )
    .subscribe();

  const listened = <T>(source$: Observable<T>): Observable<T> => source$.pipe(demand.listen());
  const idle = (): boolean => {
    const { current } = states;
    if (current.status === 'disconnected') return true;
    return current.status === 'connected' && box.counts().queued === 0 && current.connection.buffered() === 0;
  };

  return {
    state$: states.state$,
    messages$: listened(defer(() => (disposed ? EMPTY : received$))),
    invalid$: invalid$.asObservable(),
    metrics$: merge(states.state$, interval(metricsInterval)).pipe(
      map(metrics.snapshot),
      takeUntil(disposed$),
    ),
    metrics: { snapshot: metrics.snapshot, reset: metrics.reset },
    send: box.send,
    request: (message, { timeout = requestTimeout } = {}) => listened(replies.request(message, timeout)),
    connect: () => {
      if (!disposed) demand.connect();
    },
    disconnect: demand.disconnect,
    drain: ({ deadline = 5_000 } = {}) => {
      const result$ = new ReplaySubject<DrainResult>(1);
      const sentBefore = box.counts().sent;
      const done$ = interval(20).pipe(
        startWith(0),
        takeWhile(() => !idle()),
        ignoreElements(),
      );
      listened(done$.pipe(takeUntil(timer(deadline)))).subscribe({
        complete: () => {
          const { sent, queued } = box.counts();
          demand.disconnect();
          result$.next({ delivered: sent - sentBefore, left: queued });
          result$.complete();
        },
      });
      return result$.asObservable();
    },
    dispose: () => {
      if (disposed) return;
      disposed = true;
      demand.disconnect();
      running.unsubscribe();
      box.dispose();
      states.complete();
      received$.complete();
      invalid$.complete();
      disposed$.next();
    },
  };
}

function idField(message: unknown): string | undefined {
  const id = (message as { readonly id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' ? id : undefined;
}
