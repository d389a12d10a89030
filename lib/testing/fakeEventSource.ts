import { ReplaySubject, Subscription, asyncScheduler } from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import { fakeUrl } from './fakeUrl.js';
import { listenable } from './listenable.js';
import type { Listenable } from './listenable.js';
import { platformEvent } from './platformEvent.js';
import type { PlatformsOwn } from './PlatformsOwn.js';
import { checkDiagram, diagramOf, listOfDiagrams, playDiagram } from './playDiagram.js';

/** An event as it comes over the wire. */
export interface FakeServerSentEvent {
  /** @defaultValue `message` */
  readonly event?: string;
  /** May be empty, as after a bare `data:`; nothing is told of an event that has none, but its `id` counts. */
  readonly data?: string;
  readonly id?: string;
  /** The reconnection time from here on, in ms. */
  readonly retry?: number;
}

/** The standard's EventSource, as far as code can tell. */
export interface FakeEventSource extends Listenable<'open' | 'message' | 'error'> {
  readonly url: string;
  readonly withCredentials: boolean;
  readonly readyState: number;
  close(): void;
}

export interface FakeEventSourceConstructor {
  new (url: string | URL, init?: { readonly withCredentials?: boolean }): FakeEventSource;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSED: 2;
}

export interface FakeEventSourceConfig {
  /**
   * What the marks stand for: an event, its data alone, or with `status` a response that is no event stream, which ends
   * the source for good. @defaultValue the characters themselves, as the data of messages
   */
  readonly values?: Readonly<Record<string, string | FakeServerSentEvent | { readonly status: number }>>;
  /** The reconnection time until the stream says `retry`, in ms. @defaultValue 3_000 */
  readonly reconnectionTime?: number;
  /** Whose time it is. @defaultValue asyncScheduler: virtual within `marbles` and `TestScheduler.run`, else real */
  readonly scheduler?: SchedulerLike;
}

export interface FakeEventSources {
  /** The constructor; where the platform's types have an EventSource, it goes wherever that goes. */
  readonly eventSource: FakeEventSourceConstructor & PlatformsOwn<'EventSource'>;
  readonly sources: readonly FakeEventSource[];
  /** All that was done, in words: `dial http://a/`, `dial http://a/ #7` with the last event ID, `close`. */
  readonly calls$: Observable<string>;
}

/**
 * The standard's EventSource over streams that are drawn: its states, events in their order, reconnection and last event
 * ID, for any code that takes a constructor.
 *
 * ```text
 * 'o-a-b'      opens, and brings two messages
 * 'o-a-|'      the stream ends, as one that breaks ('#'): an error event, and a dial after the reconnection time
 * '--#'        no connection: the same
 * '-x', x: { status: 204 }                     no event stream: closed for good
 * 'o-e', e: { event: 'tick', data: '1', id: '7', retry: 50 }
 * ```
 *
 * One diagram for each connection in turn, over all sources, the last one for all that follow.
 *
 * Errors: `TypeError` for a diagram that cannot happen; the constructor throws `SyntaxError` for a bad URL.
 * Finalization: a source that is closed leaves no timer.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 *
 * @example
 * ```ts
 * import { fakeEventSource } from 'rxwire/testing';
 *
 * const { eventSource } = fakeEventSource(['o-a-|', 'o-b'], { reconnectionTime: 5 });
 * const source = new eventSource('http://a');
 * source.onmessage = ({ data }: { readonly data: string }) => console.log(data); // a, and after 5 ms b
 * source.close();
 * ```
 */
export function fakeEventSource(
  diagrams: string | readonly string[],
  config: FakeEventSourceConfig = {},
): FakeEventSources {
  const { values = {}, scheduler = asyncScheduler, reconnectionTime = 3_000 } = config;
  const valueOf = (mark: string) => (Object.hasOwn(values, mark) ? values[mark] : undefined) ?? mark;
  const isRefusal = (value: unknown): value is { readonly status: number } =>
    typeof value === 'object' && value !== null && 'status' in value;
  if (Object.hasOwn(values, 'o') && !isRefusal(values['o'])) {
    throw new TypeError(
      "values: 'o' is the opening, or a { status } that refuses it; give the event another mark",
    );
  }
  const drawn = listOfDiagrams(diagrams).map((diagram) =>
    checkDiagram(diagram, {
      opens: (mark) => mark === 'o',
      needsOpening: (mark) => mark !== '#' && !isRefusal(valueOf(mark)),
    }),
  );
  const sources: FakeEventSource[] = [];
  const calls$ = new ReplaySubject<string>();
  let dials = 0;

  class Source extends listenable('open', 'message', 'error') {
    readonly #url: string;
    readonly #withCredentials: boolean;
    #state = CONNECTING;
    #lastEventId = '';
    #reconnectionTime = reconnectionTime;
    #work = new Subscription();

    constructor(...given: readonly [url?: unknown, init?: { readonly withCredentials?: unknown } | null]) {
      super();
      if (given.length === 0) throw new TypeError("Failed to construct 'EventSource': a URL is needed");
      const [url, init] = given;
      this.#url = fakeUrl(url as string, /./).href;
      this.#withCredentials = Boolean(init?.withCredentials);
      sources.push(this);
      this.#dial();
    }

    get url(): string {
      return this.#url;
    }

    get withCredentials(): boolean {
      return this.#withCredentials;
    }

    get readyState(): number {
      return this.#state;
    }

    close(): void {
      if (this.#state !== CLOSED) calls$.next('close');
      this.#state = CLOSED;
      this.#work.unsubscribe();
    }

    #dial(): void {
      calls$.next(
        ['dial', this.#url, this.#lastEventId && `#${this.#lastEventId}`].filter(Boolean).join(' '),
      );
      this.#work = playDiagram(diagramOf(drawn, dials++), scheduler, (mark) => this.#act(mark));
    }

    #act(mark: string): void {
      const value = valueOf(mark);
      if (mark === '#' || mark === '|') this.#lose();
      else if (isRefusal(value)) {
        this.#state = CLOSED;
        this.#work.unsubscribe();
        this.dispatchEvent(platformEvent('error', 'Event'));
      } else if (mark === 'o') {
        this.#state = OPEN;
        this.dispatchEvent(platformEvent('open', 'Event'));
      } else this.#receive(typeof value === 'string' ? { data: value } : value);
    }

    #receive({ event, data, id, retry }: FakeServerSentEvent): void {
      if (id !== undefined && !id.includes('\0')) this.#lastEventId = id;
      if (retry !== undefined) this.#reconnectionTime = retry;
      if (data === undefined) return;
      const { origin } = new URL(this.#url);
      const said = { data, origin, lastEventId: this.#lastEventId };
      // An empty name is none.
      this.dispatchEvent(platformEvent(event || 'message', 'MessageEvent', said));
    }

    /** Reestablishes the connection: says so, and dials after the reconnection time. */
    #lose(): void {
      this.#work.unsubscribe();
      this.#state = CONNECTING;
      this.dispatchEvent(platformEvent('error', 'Event'));
      // A handler may have closed it.
      if (this.#state === CONNECTING) {
        this.#work = scheduler.schedule(() => this.#dial(), this.#reconnectionTime);
      }
    }
  }
  for (const [name, value] of Object.entries({ CONNECTING, OPEN, CLOSED })) {
    Object.defineProperty(Source, name, { value, enumerable: true });
    Object.defineProperty(Source.prototype, name, { value, enumerable: true });
  }
  Object.defineProperty(Source.prototype, Symbol.toStringTag, { value: 'EventSource' });
  Object.defineProperties(Source, { name: { value: 'EventSource' }, length: { value: 1 } });
  return {
    eventSource: Source as unknown as FakeEventSources['eventSource'],
    sources,
    calls$: calls$.asObservable(),
  };
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;
