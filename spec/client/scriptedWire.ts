import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { ConnectionError, incomingFrames } from 'rxwire';
import type { Connection, IncomingFrames } from 'rxwire';
import { closedBy } from 'rxwire/testing';

/** What a wire does to what is sent over it; only the first is right. */
export type WireFault = 'none' | 'loses the second' | 'doubles the second' | 'swaps the second and third';

/** A peer, and the way to it, that do what they are told. */
export interface ScriptedWire {
  /** A dial waits for `open` or `refuse`, unless `eager`. */
  readonly transport$: Observable<Connection<string, string>>;
  /** What came over the wire, in order. */
  readonly sent: readonly string[];
  readonly dials: number;
  /** Dials that wait, and links that have not ended. */
  readonly live: number;
  readonly links: number;
  open(): void;
  refuse(): void;
  /** The link takes no more, though its end is not known yet. */
  halfClose(): void;
  /** The link ends. */
  end(error: Error): void;
  deliver(text: string): void;
  /** Answers the latest that was sent. */
  answer(): void;
  /** Dials open at once. */
  eager: boolean;
  /** The peer answers within the call of `send`. */
  echo: boolean;
  /** The peer speaks as soon as a link opens, before anybody reads. */
  greet: boolean;
  /** The peer takes nothing off the wire. */
  stalled: boolean;
}

interface Dial {
  readonly frames: IncomingFrames<string>;
  state: 'dialling' | 'open' | 'closing';
  open(): void;
  fail(error: Error): void;
}

export function scriptedWire(fault: WireFault = 'none'): ScriptedWire {
  const sent: string[] = [];
  const live = new Set<Dial>();
  const latest = (...states: readonly Dial['state'][]): Dial | undefined =>
    [...live].filter(({ state }) => states.includes(state)).at(-1);

  const write = (text: string): void => {
    const nth = sent.length + 1;
    if (fault === 'doubles the second' && nth === 2) sent.push(text, text);
    else if (fault === 'swaps the second and third' && nth === 3) sent.splice(1, 0, text);
    else sent.push(text);
    if (fault === 'loses the second' && nth === 2) sent.pop();
  };
  const dialled = (subscriber: Subscriber<Connection<string, string>>): void => {
    const dial: Dial = {
      frames: incomingFrames(),
      state: 'dialling',
      open: () => {
        dial.state = 'open';
        if (wire.greet) ['one', 'two'].forEach((word) => dial.frames.next(`${word} of dial ${wire.dials}`));
        subscriber.next({
          incoming$: dial.frames.incoming$,
          send: (text) => {
            if (dial.state !== 'open' || !live.has(dial))
              throw new ConnectionError('not-open', 'send: the link is not open', {});
            write(text);
            if (wire.echo || text === 'hello') dial.frames.next(replyTo(text));
          },
          buffered: () => (wire.stalled ? 99 : 0),
          close: (code = 1000) => dial.fail(closedBy(code)),
        });
      },
      fail: (error) => {
        if (!live.delete(dial)) return;
        dial.frames.complete();
        subscriber.error(error);
      },
    };
    wire.dials += 1;
    live.add(dial);
    subscriber.add(() => {
      live.delete(dial);
      dial.frames.complete();
    });
    if (wire.eager) dial.open();
  };

  const wire: ScriptedWire & { dials: number } = {
    transport$: new Observable(dialled),
    sent,
    dials: 0,
    get live() {
      return live.size;
    },
    get links() {
      return [...live].filter(({ state }) => state !== 'dialling').length;
    },
    open: () => latest('dialling')?.open(),
    refuse: () => latest('dialling')?.fail(new ConnectionError('unreachable', 'no connection', {})),
    halfClose: () => {
      const link = latest('open');
      if (link) link.state = 'closing';
    },
    end: (error) => latest('open', 'closing')?.fail(error),
    deliver: (text) => latest('open', 'closing')?.frames.next(text),
    answer: () => wire.deliver(replyTo(sent.at(-1) ?? '')),
    eager: false,
    echo: false,
    greet: false,
    stalled: false,
  };
  return wire;
}

function replyTo(text: string): string {
  if (text === 'hello') return 'welcome';
  return text === 'ping' ? 'pong' : `re:${text}`;
}
