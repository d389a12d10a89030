import { Observable, ReplaySubject, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { Connection } from '../core/Connection.js';
import { ConnectionError } from '../core/ConnectionError.js';
import { brokenLink } from './closedBy.js';
import type { DrawnNetwork } from './drawnNetwork.js';
import { meanings } from './meanings.js';
import { checkDiagram, diagramOf, listOfDiagrams } from './playDiagram.js';
import { scriptedLink } from './scriptedLink.js';

export interface DrawnConnectionConfig<In> {
  /**
   * What the marbles stand for, but for `o`, the opening; a `ConnectionError` ends the link with it.
   * @defaultValue the characters themselves
   */
  readonly values?: Readonly<Record<string, In | ConnectionError>>;
  /** What `#` stands for. @defaultValue kind `closed` with 1006 */
  readonly error?: ConnectionError;
  /** Bytes that `buffered()` reports, asked at each call. @defaultValue always 0 */
  readonly buffered?: () => number;
  /** The network that carries it; see `drawnNetwork`. @defaultValue one that is always on */
  readonly network?: DrawnNetwork;
  /**
   * What the peer says besides what is drawn, from the opening to the end of a link, which an error or a
   * `ConnectionError` ends. `received$` is what reaches it, `dial` counts from 0. @defaultValue nothing
   */
  readonly says?: (received$: Observable<unknown>, dial: number) => Observable<In | ConnectionError>;
}

/** A cold observable of connections, drawn, which keeps what was sent and how often it was dialled. */
export interface DrawnConnection<In, Out> extends Observable<Connection<In, Out>> {
  /** Every message sent over any of its connections, as it was sent. */
  readonly sent$: Observable<Out>;
  /** Its dials, for `expectSubscriptions`. */
  readonly subscriptions: TestScheduler['coldObservables'][number]['subscriptions'];
}

function networkOff(): ConnectionError {
  return new ConnectionError('unreachable', 'no connection: the network is off', {});
}

/**
 * Draws dials: one diagram for each subscription in turn, the last one for all that follow.
 *
 * ```text
 * '--o-a-b-#'    opens after 2 ms, brings a and b, and breaks (1006)
 * '--#'          a dial that fails: the end comes before the opening
 * 'o-a-x', { x: closedBy(1012) }    ends with a close code
 * '-o-a-|'       the source completes
 * ```
 *
 * `o` is the opening. A diagram without one opens at its start if it has a frame or no end at all.
 *
 * Errors: `TypeError` for a value of `o`, and for a diagram that cannot happen: two openings, a frame before one.
 */
export function drawnConnection<In, Out>(
  scheduler: TestScheduler,
  diagrams: string | readonly string[],
  config: DrawnConnectionConfig<In> = {},
): DrawnConnection<In, Out> {
  const { values, error = brokenLink(), buffered = () => 0, network, says } = config;
  const isDead = (): boolean => network?.state() === 'dead';
  const sent$ = new ReplaySubject<Out>();
  const meter$ = scheduler.createColdObservable<never>('');
  let dials = 0;
  if (values !== undefined && Object.hasOwn(values, 'o')) {
    throw new TypeError(
      "values cannot name 'o': in a drawing it is the opening; give the frame another mark",
    );
  }
  const drawings = listOfDiagrams(diagrams);
  for (const drawing of drawings.filter((each) => each.includes('o'))) {
    checkDiagram(drawing, {
      opens: (mark) => mark === 'o',
      needsOpening: (mark) => !'#|'.includes(mark) && !(values?.[mark] instanceof ConnectionError),
    });
  }

  const dial$ = new Observable<Connection<In, Out>>((subscriber) => {
    const dial = dials++;
    const diagram = diagramOf(drawings, dial);
    const received$ = new Subject<Out>();
    const link = scriptedLink<In, Out>(subscriber, {
      scheduler,
      buffered,
      sent: (message) => {
        sent$.next(message);
        if (!isDead()) received$.next(message);
      },
    });
    const arrive = (frame: In | ConnectionError): void => {
      if (isDead()) return;
      if (frame instanceof ConnectionError) link.end(frame);
      else link.next(frame as In);
    };
    const opening = (): void => {
      if (isDead()) return;
      // Before whoever sends in the opening turn.
      if (says !== undefined) {
        subscriber.add(
          says(received$, dial).subscribe({ next: arrive, error: (cause) => isDead() || link.end(cause) }),
        );
      }
      link.open();
    };

    subscriber.add(meter$.subscribe());
    const marks = { ...meanings<In | ConnectionError>(diagram, values), o: OPENING as never };
    const drawn = TestScheduler.parseMarbles(diagram, marks, error, true, true);
    const drawsOpening = drawn.some(
      ({ notification }) => notification.kind === 'N' && (notification.value as unknown) === OPENING,
    );
    const drawsFrame = drawn.some(
      ({ notification }) => notification.kind === 'N' && !(notification.value instanceof ConnectionError),
    );
    if (network?.state() === 'off') return link.end(networkOff());
    if (network !== undefined) {
      subscriber.add(
        network.offline$.subscribe((off) => off && link.end(link.isOpen() ? brokenLink() : networkOff())),
      );
    }
    for (const { frame, notification } of drawn) {
      subscriber.add(
        scheduler.schedule(() => {
          if (notification.kind === 'N' && (notification.value as unknown) === OPENING) opening();
          else if (notification.kind === 'N') arrive(notification.value);
          else if (!isDead()) link.end(notification.kind === 'E' ? notification.error : undefined);
        }, frame),
      );
    }
    if (!drawsOpening && (drawsFrame || drawn.length === 0)) opening();
  });
  return Object.assign(dial$, { sent$: sent$.asObservable(), subscriptions: meter$.subscriptions });
}

const OPENING = Symbol('opening');
