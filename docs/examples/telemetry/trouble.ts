import {
  concat,
  defer,
  finalize,
  ignoreElements,
  merge,
  of,
  repeat,
  switchMap,
  take,
  tap,
  timer,
} from 'rxjs';
import type { Observable } from 'rxjs';
import type { CuttingProxy, Cut } from './cuttingProxy.js';
import type { Transport } from './member.js';

/** What goes wrong, in words. */
export interface Trouble {
  readonly kind: 'cut' | 'silence' | 'restart';
  readonly words: string;
  /** Whose link; both, where it is not said. */
  readonly transport?: Transport;
  readonly cut?: Cut;
}

export interface TroubleConfig {
  /** What stands before each client. */
  readonly proxies: Readonly<Record<Transport, CuttingProxy>>;
  /** Kills the hub and begins a new one after so many ms. */
  readonly restart: (downFor: number) => Observable<unknown>;
  /** Divides all times. */
  readonly pace: number;
  /** From 0 to below 1. @defaultValue Math.random */
  readonly random?: () => number;
}

/**
 * What goes wrong, and when: the WebSocket is cut in the middle of a frame after 6 s and refused for 1.5 s, the event stream in
 * the middle of an event after 11 s, the WebSocket goes silent after 16 s, the hub is killed after 24 s; then one of these
 * every 15 to 30 s.
 */
export function trouble({
  proxies,
  restart,
  pace,
  random = Math.random,
}: TroubleConfig): Observable<Trouble> {
  const refuse = (proxy: CuttingProxy): Observable<never> =>
    defer(() => {
      proxy.refusing = true;
      return timer(1_500 / pace);
    }).pipe(
      ignoreElements(),
      finalize(() => (proxy.refusing = false)),
    );
  const cut = (transport: Transport, thing: string): Observable<Trouble> =>
    proxies[transport].cutInMidst().pipe(
      take(1),
      switchMap((at) => {
        const words = `at byte ${at.byte} of ${at.of}, in the middle of ${thing}; dials are refused for 1.5 s`;
        return merge(of<Trouble>({ kind: 'cut', transport, cut: at, words }), refuse(proxies[transport]));
      }),
    );
  const act = (happens: Trouble, how: () => void): Observable<Trouble> => of(happens).pipe(tap(how));

  const troubles: readonly Observable<Trouble>[] = [
    defer(() => cut('websocket', 'a frame')),
    defer(() => cut('sse', 'an event')),
    act(
      {
        kind: 'silence',
        transport: 'websocket',
        words: 'nothing passes any more, with the link open: only the heartbeat can tell',
      },
      () => proxies.websocket.silence(),
    ),
    concat(
      of<Trouble>({ kind: 'restart', words: 'killed; another with an empty memory follows in 1 s' }),
      defer(() => restart(1_000 / pace)).pipe(ignoreElements()),
    ),
  ];
  const delays = [6_000, 5_000, 5_000, 8_000];
  const script$ = concat(
    ...troubles.map((trouble$, at) =>
      concat(timer((delays[at] as number) / pace).pipe(ignoreElements()), trouble$),
    ),
  );
  const nowAndThen$ = defer(() => timer((15_000 + 15_000 * random()) / pace)).pipe(
    switchMap(() => troubles[Math.floor(random() * troubles.length)] as Observable<Trouble>),
    repeat(),
  );
  return concat(script$, nowAndThen$);
}
