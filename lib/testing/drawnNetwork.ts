import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import { drawnWords } from './drawnWords.js';

/** The network of a device, drawn. */
export interface DrawnNetwork {
  /** Whether the device believes that it is online: now, and at each change. */
  readonly online$: Observable<boolean>;
  /** The opposite, for the `offline$` of `reconnect`. */
  readonly offline$: Observable<boolean>;
  /** What the network is now, and at each change. */
  readonly state$: Observable<'on' | 'off' | 'dead'>;
  readonly state: () => 'on' | 'off' | 'dead';
}

/**
 * Draws a network that comes and goes.
 *
 * ```text
 * network       on---off--on---dead---on
 * online$       t----f----t-------------     nobody is told of a dead network
 * connection    o----#                       a link is cut at off (1006); a dial fails at once
 * connection              o-------------     in a dead network it stays open, and what is sent and received is lost
 * ```
 *
 * `on` (what holds before the first word), `off`, and `dead`: the half-open network that only a heartbeat notices; in it
 * a dial hangs until it is given up. Connections and servers take part by their option `network`.
 */
export function drawnNetwork(scheduler: TestScheduler, diagram: string): DrawnNetwork {
  const { word, word$, holds } = drawnWords(scheduler, diagram, ['on', 'off', 'dead']);
  const offline$ = holds('off');
  return { state: word, state$: word$, offline$, online$: offline$.pipe(map((offline) => !offline)) };
}
