import { of } from 'rxjs';
import type { TestScheduler } from 'rxjs/testing';
import type { PageLifecycle } from '../core/pageLifecycle.js';
import type { DrawnNetwork } from './drawnNetwork.js';
import { drawnWords } from './drawnWords.js';

/**
 * Draws the life of a page, as `pageLifecycle` tells it.
 *
 * ```text
 * page        visible---hidden---frozen---visible
 * visible$    t---------f-----------------t------
 * frozen$     f------------------t--------f------
 * ```
 *
 * `visible` (what holds before the first word), `hidden`, and `frozen`, which is hidden as well. `online$` is that of the
 * network, if one is given, otherwise always true.
 */
export function drawnPage(scheduler: TestScheduler, diagram: string, network?: DrawnNetwork): PageLifecycle {
  const { holds } = drawnWords(scheduler, diagram, ['visible', 'hidden', 'frozen']);
  return { online$: network?.online$ ?? of(true), visible$: holds('visible'), frozen$: holds('frozen') };
}
