import { pageLifecycle } from 'rxwire';
import { released } from '../support/released.js';

/** Puts globals of a page there until the test is over; events are dispatched on what it returns. */
function pretend(globals: { document?: { hidden: boolean }; navigator?: { onLine: boolean } }): EventTarget {
  const target = new EventTarget();
  const all: Readonly<Record<string, unknown>> = {
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
    ...globals,
  };
  for (const [name, value] of Object.entries(all)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    released(() => {
      if (before === undefined) delete (globalThis as Record<string, unknown>)[name];
      else Object.defineProperty(globalThis, name, before);
    });
  }
  return target;
}

function tell(target: EventTarget, type: string, fields: object = {}): void {
  target.dispatchEvent(Object.assign(new Event(type), fields));
}

describe('pageLifecycle', () => {
  it('tells whether the device is online: at once, and whenever it changes', () => {
    const navigator = { onLine: false };
    const target = pretend({ navigator });
    const seen: boolean[] = [];

    pageLifecycle().online$.subscribe((online) => seen.push(online));
    expect(seen).toEqual([false]);

    navigator.onLine = true;
    tell(target, 'online');
    tell(target, 'online');
    navigator.onLine = false;
    tell(target, 'offline');
    expect(seen).toEqual([false, true, false]);
  });

  it('tells whether the page is visible', () => {
    const document = { hidden: true };
    const target = pretend({ document });
    const seen: boolean[] = [];

    pageLifecycle().visible$.subscribe((visible) => seen.push(visible));
    document.hidden = false;
    tell(target, 'visibilitychange');

    expect(seen).toEqual([false, true]);
  });

  it.each<[string, (target: EventTarget) => void, boolean[]]>([
    ['frozen and resumed', (t) => (tell(t, 'freeze'), tell(t, 'resume')), [false, true, false]],
    [
      'kept for the back button and shown again',
      (t) => {
        tell(t, 'pagehide', { persisted: true });
        tell(t, 'freeze');
        tell(t, 'resume');
        tell(t, 'pageshow', { persisted: true });
      },
      [false, true, false],
    ],
    ['left for good', (t) => tell(t, 'pagehide', { persisted: false }), [false]],
    ['shown for the first time', (t) => tell(t, 'pageshow', { persisted: false }), [false]],
  ])('tells of a page %s', (_, live, expected) => {
    const target = pretend({});
    const seen: boolean[] = [];

    pageLifecycle().frozen$.subscribe((frozen) => seen.push(frozen));
    live(target);

    expect(seen).toEqual(expected);
  });

  it('looks at no global before it is subscribed to, and leaves no listener behind', () => {
    pretend({ document: { hidden: false }, navigator: { onLine: true } });
    const added = jest.spyOn(globalThis, 'addEventListener');
    const removed = jest.spyOn(globalThis, 'removeEventListener');

    const { online$, visible$, frozen$ } = pageLifecycle();
    expect(added).not.toHaveBeenCalled();

    for (const each$ of [online$, visible$, frozen$]) each$.subscribe().unsubscribe();
    expect(added).toHaveBeenCalledTimes(7);
    expect(removed).toHaveBeenCalledTimes(7);
  });

  it('is constant on a server', () => {
    const told: unknown[] = [];

    const { online$, visible$, frozen$ } = pageLifecycle();
    for (const each$ of [online$, visible$, frozen$]) {
      each$.subscribe({ next: (state) => told.push(state), complete: () => told.push('complete') });
    }

    expect(told).toEqual([true, 'complete', true, 'complete', false, 'complete']);
  });

  it('takes a platform that does not say for online', () => {
    pretend({ navigator: {} as never });
    const seen: boolean[] = [];

    pageLifecycle().online$.subscribe((online) => seen.push(online));

    expect(seen).toEqual([true]);
  });
});
