import { EMPTY, defer, distinctUntilChanged, fromEvent, map, merge, startWith } from 'rxjs';
import type { Observable } from 'rxjs';

/** What a page lives through; each stream begins with the present and tells changes alone. */
export interface PageLifecycle {
  /** Whether the device is online, as far as the platform knows. */
  readonly online$: Observable<boolean>;
  /** Whether the page is visible. */
  readonly visible$: Observable<boolean>;
  /** Whether the page is frozen, or kept for the back button: from here on nothing of it runs until it comes back. */
  readonly frozen$: Observable<boolean>;
}

/**
 * The life of the page, from the browser's events.
 *
 * ```text
 * events      offline--online---hidden-------freeze----resume---visible
 * online$     t-f------t-------------------------------------------------
 * visible$    t-----------------f-------------------------------t--------
 * frozen$     f------------------------------t---------f-----------------
 * ```
 *
 * Looks at nothing before it is subscribed to. Where there is no such thing (a server: online, visible, never frozen;
 * a worker: always visible) a stream emits that and, without events at all, completes.
 *
 * Errors: none. Finalization: unsubscribing removes the listeners.
 *
 * @see https://html.spec.whatwg.org/multipage/interaction.html#page-visibility
 * @see https://wicg.github.io/page-lifecycle/
 *
 * @example
 * ```ts
 * import { pageLifecycle } from 'rxwire';
 *
 * const banner$ = pageLifecycle().online$; // false: show "you are offline"
 * ```
 */
export function pageLifecycle(): PageLifecycle {
  return {
    online$: told(['online', 'offline'], () => page.navigator?.onLine !== false),
    visible$: told(['visibilitychange'], () => page.document?.hidden !== true),
    frozen$: told(
      ['freeze', 'resume', 'pagehide', 'pageshow'],
      (event) => event?.type === 'freeze' || (event?.type === 'pagehide' && event.persisted === true),
    ),
  };
}

type LifeEvent = Event & { readonly persisted?: boolean };

/** Any global, even one without a page. */
const page: Partial<Pick<Window, 'document' | 'navigator' | 'addEventListener'>> = globalThis;

function told(names: readonly string[], read: (event?: LifeEvent) => boolean): Observable<boolean> {
  return defer(() =>
    // Captured at the window, since those of the document do not all bubble.
    (page.addEventListener
      ? merge(...names.map((name) => fromEvent<LifeEvent>(page as EventTarget, name, { capture: true })))
      : EMPTY
    ).pipe(map(read), startWith(read()), distinctUntilChanged()),
  );
}
