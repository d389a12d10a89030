import {
  NEVER,
  Subject,
  asapScheduler,
  defer,
  endWith,
  finalize,
  ignoreElements,
  map,
  merge,
  mergeMap,
  of,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs';
import type { Observable, OperatorFunction } from 'rxjs';
import type { Connection } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { incomingFrames } from '../core/incomingFrames.js';
import { sendIfOpen } from '../core/sendIfOpen.js';

/** Which transport carries a connection. */
export interface OverTransport {
  /** Its place in the list of transports, from 0. */
  readonly transport: number;
}

/** A link that works, as far as is known. */
export interface ProvenLink<In, Out> {
  readonly connection: Connection<In, Out> & OverTransport;
  /** It is handed on now: what came before is kept until the end of this turn. */
  handOn(): void;
  /** Takes nothing more, and completes when what it took before is on its way, or is not in time. */
  leave(): Observable<never>;
}

export interface ProvenLinksConfig<Out> extends OverTransport {
  /** How long a link may stay without a sign of life, in ms; `Infinity`: its opening is proof. */
  readonly proofTimeout: number;
  /** Makes a message that the peer answers. */
  readonly hello?: (() => Out) | undefined;
  /** How long what was sent may take when the link is left, in ms. */
  readonly drainTimeout: number;
}

/** How often the bytes that are on their way are looked at, in ms: the platform has no event for it. */
const pace = 20;
/** Messages that are kept until the link is handed on. */
const capacity = 1_000;

/**
 * Lets a connection through at its first sign of life.
 *
 * ```text
 * source$            c----------
 * c.incoming$        ---a--b----
 * provenLinks(…)     ---d-------
 * d.incoming$           a--b----
 * ```
 *
 * Errors: kind `heartbeat-timeout` without one in time; `gate`, reason `flooded`, for too much before it is handed on.
 */
export function provenLinks<In, Out>(
  config: ProvenLinksConfig<Out>,
): OperatorFunction<Connection<In, Out>, ProvenLink<In, Out>> {
  const { transport, proofTimeout, hello, drainTimeout } = config;

  return mergeMap((connection) => {
    let isLeft = false;
    const linkTo = (incoming: Partial<Connection<In, Out>>, handOn: () => void): ProvenLink<In, Out> => ({
      connection: {
        ...connection,
        ...incoming,
        transport,
        send: (message) => {
          if (isLeft) throw new ConnectionError('not-open', 'send: another transport takes over', {});
          connection.send(message);
        },
      },
      handOn,
      leave: () =>
        defer(() => {
          isLeft = true;
          return timer(0, pace).pipe(
            takeWhile(() => connection.buffered() > 0),
            takeUntil(timer(drainTimeout)),
            ignoreElements(),
          );
        }),
    });
    if (proofTimeout === Infinity) return of(linkTo({}, () => {}));

    const frames = incomingFrames<In>();
    const proof$ = new Subject<never>();
    const proven$ = proof$.pipe(endWith(0));
    const link = linkTo(
      {
        incoming$: frames.incoming$,
        ended$: frames.ended$,
        activity$: connection.activity$ ?? connection.incoming$,
      },
      () => void asapScheduler.schedule(frames.release),
    );
    const silent = (): never => {
      const words = `no sign of life within ${proofTimeout} ms of the opening`;
      throw new ConnectionError('heartbeat-timeout', words, { timeout: proofTimeout });
    };
    const relay$ = connection.incoming$.pipe(
      tap((frame) => {
        if (frames.held() >= capacity) {
          const words = `more than ${capacity} messages before the link was handed on`;
          throw new ConnectionError('gate', words, { reason: 'flooded' });
        }
        frames.next(frame);
        proof$.complete();
      }),
      finalize(frames.complete),
    );
    const asked$ = defer(() => {
      if (hello !== undefined) sendIfOpen<Out>(connection, hello());
      return NEVER;
    });
    const signs$ = (connection.activity$ ?? NEVER).pipe(tap(() => proof$.complete()));
    const late$ = timer(proofTimeout).pipe(map(silent));
    return merge(
      proof$.pipe(endWith(link)),
      // Who listens comes before who asks: a peer may answer at once. What was kept is for the relay.
      merge(relay$, merge(signs$, late$, asked$).pipe(takeUntil(proven$))).pipe(ignoreElements()),
    );
  });
}
