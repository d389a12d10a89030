import {
  EMPTY,
  ReplaySubject,
  Subject,
  asapScheduler,
  concat,
  concatMap,
  defer,
  endWith,
  filter,
  ignoreElements,
  interval,
  map,
  merge,
  switchMap,
  takeUntil,
} from 'rxjs';
import type { Observable } from 'rxjs';
import { DirectSubject } from '../core/DirectSubject.js';
import { checkDuration } from '../core/checkDuration.js';
import type { Lifecycle } from '../core/Lifecycle.js';
import { outbox } from '../operators/outbox.js';
import type { InvalidMessage } from '../operators/withCodec.js';
import { clientLifecycle } from './clientLifecycle.js';
import type { ClientLink } from './clientLifecycle.js';
import { clientMetrics } from './clientMetrics.js';
import { connectionDemand } from './connectionDemand.js';
import { consume } from './consume.js';
import { drain } from './drain.js';
import type { RealtimeClient, RealtimeClientConfig, RealtimeConnection } from './RealtimeClientConfig.js';
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
 * const subscription = client.messages$.subscribe({
 *   next: (message) => console.log(message.type, message.data),
 *   error: (cause) => console.error('gave up:', cause),
 * });
 * client.send(messages.create('chat', { text: 'hello' }));
 * ```
 */
export function realtimeClient<In, Out, E>(
  config: RealtimeClientConfig<In, Out, E>,
): RealtimeClient<In, Out, E> {
  const { lazy = true, linger = 0, idOf = idField, isReply } = config;
  const { requestTimeout = 10_000, metricsInterval = 1_000 } = config;
  checkDuration('linger', linger);
  checkDuration('requestTimeout', requestTimeout, 1);
  checkDuration('metricsInterval', metricsInterval, 1);

  const box = outbox<Out>(config.outbox);
  const lifecycle$ = clientLifecycle(config, box);
  const demand = connectionDemand({ lazy, linger });
  const states = stateStream<RealtimeConnection<In, Out>>();
  const metrics = clientMetrics(box.counts);
  const invalid$ = new Subject<InvalidMessage<E>>();
  const disposed$ = new ReplaySubject<void>(1);
  let messages$ = new DirectSubject<In>();
  /** What comes over the link; complete when there is none. */
  let link$ = new Subject<In>();
  link$.complete();
  let disposed = false;
  const lost$ = defer(() => link$).pipe(ignoreElements(), endWith(0));
  const replies = requests<In, Out>({ outbox: box, lost$, idOf, ...(isReply && { isReply }) });

  const publish = (state: Lifecycle<RealtimeConnection<In, Out>>): void => {
    const ended$ = link$;
    metrics.observe(state);
    states.next(state);
    if (state.status !== 'connected') ended$.complete();
  };
  const giveUp = (state: Extract<Lifecycle<never>, { readonly status: 'disconnected' }>): void => {
    const abandoned$ = messages$;
    messages$ = new DirectSubject();
    demand.gaveUp();
    publish(state);
    if (state.cause === undefined) abandoned$.complete();
    else abandoned$.error(state.cause);
  };
  const use = (link: ClientLink<In, Out, E>): Observable<never> => {
    // What the state shows of the link is a stream of the client's own: reading it takes nothing from anyone.
    const incoming$ = new Subject<In>();
    const connection: RealtimeConnection<In, Out> = { ...link, incoming$: incoming$.asObservable() };
    const receive = (message: In): void => {
      metrics.received();
      replies.receive(message);
      messages$.next(message);
      if (incoming$.observed) incoming$.next(message);
    };
    const refuse = (message: InvalidMessage<E>): void => {
      metrics.invalid();
      invalid$.next(message);
    };
    const { rtt$ = EMPTY } = link;
    return concat(
      perform(() => {
        const before$ = link$;
        link$ = incoming$;
        publish({ status: 'connected', connection });
        // Of another transport. Who waits for a reply over it may ask again, behind what resubscribes and was queued. Not within
        // this turn: the last who listened may be among them, and what they end has to be there to be ended.
        if (before$.observed) asapScheduler.schedule(() => before$.complete());
        else before$.complete();
      }),
      merge(consume(link.invalid$, refuse), consume(rtt$, metrics.rtt), consume(link.incoming$, receive)),
    );
  };
  const run$ = lifecycle$.pipe(
    switchMap((state) => {
      if (state.status === 'connected') return use(state.connection);
      return perform(() => (state.status === 'disconnected' ? giveUp(state) : publish(state)));
    }),
    takeUntil(demand.wanted$.pipe(filter((wanted) => !wanted))),
  );
  const rest$ = perform(() => publish({ status: 'disconnected' }));
  // Not switchMap: what an observer asks for while a run is being ended waits until it has ended.
  const running = demand.wanted$.pipe(concatMap((wanted) => (wanted ? run$ : rest$))).subscribe();

  const listened = <T>(source$: Observable<T>): Observable<T> => source$.pipe(demand.listen());

  return {
    state$: states.state$,
    messages$: listened(defer(() => (disposed ? EMPTY : messages$))),
    invalid$: invalid$.asObservable(),
    metrics$: merge(states.state$, interval(metricsInterval).pipe(takeUntil(disposed$)), disposed$).pipe(
      map(metrics.snapshot),
    ),
    metrics: { snapshot: metrics.snapshot, reset: metrics.reset },
    send: box.send,
    request: (message, { timeout = requestTimeout, ...about } = {}) => {
      checkDuration('timeout', timeout, 1);
      return listened(replies.request(message, timeout, about));
    },
    connect: () => {
      if (!disposed) demand.connect();
    },
    disconnect: demand.disconnect,
    drain: ({ deadline = 5_000 } = {}) => drain({ outbox: box, demand, states, deadline }),
    dispose: () => {
      if (disposed) return;
      disposed = true;
      demand.disconnect();
      running.unsubscribe();
      box.dispose();
      states.complete();
      messages$.complete();
      invalid$.complete();
      disposed$.next();
      disposed$.complete();
    },
  };
}

/** Nothing but an effect, at its place in a stream. */
function perform(effect: () => void): Observable<never> {
  return defer(() => {
    effect();
    return EMPTY;
  });
}

function idField(message: unknown): string | undefined {
  const id = (message as { readonly id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' ? id : undefined;
}
