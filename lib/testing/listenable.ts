/** A handler of events; `null` is none. */
export type FakeEventHandler = ((event: never) => void) | null;

/** An `EventTarget` with the handler attributes of an interface: `onopen` and the like. */
export type Listenable<Names extends string> = EventTarget & { [N in Names as `on${N}`]: FakeEventHandler };

/**
 * A class of `EventTarget`s with these handler attributes. Made when called, so that no global is touched before.
 *
 * @see https://html.spec.whatwg.org/multipage/webappapis.html#event-handler-attributes
 */
export function listenable<Names extends string>(...names: readonly Names[]): new () => Listenable<Names> {
  class Listening extends EventTarget {}
  for (const name of names) {
    const handlers = new WeakMap<object, NonNullable<FakeEventHandler>>();
    function listen(this: Listening, event: Event): void {
      handlers.get(this)?.call(this, event as never);
    }
    Object.defineProperty(Listening.prototype, `on${name}`, {
      get(this: Listening) {
        return handlers.get(this) ?? null;
      },
      // A handler keeps its place among the listeners as long as it is replaced and not taken away.
      set(this: Listening, handler: unknown) {
        if (typeof handler === 'function') {
          handlers.set(this, handler as NonNullable<FakeEventHandler>);
          this.addEventListener(name, listen);
        } else {
          handlers.delete(this);
          this.removeEventListener(name, listen);
        }
      },
    });
  }
  return Listening as new () => Listenable<Names>;
}
