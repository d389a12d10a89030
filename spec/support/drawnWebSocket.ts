import { ReplaySubject } from 'rxjs';
import type { Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { WebSocketConstructor } from 'rxwire';
import { FakeWebSocket } from './FakeWebSocket.js';

export interface DrawnWebSocket {
  readonly webSocket: WebSocketConstructor;
  /** Dials, sends and closes, in words; never completes. */
  readonly calls$: Observable<string>;
  readonly sockets: readonly FakeWebSocket[];
}

/**
 * A constructor of sockets that follow a diagram each: the first dial the first, and the last one all that follow.
 *
 * ```text
 * '--o-a-#'   opens after 2 ms, receives 'a', fails and closes with 1006
 * '(oa)'      opens and receives 'a' in one turn
 * 'o-x'       with { x: (socket) => socket.closes(1012) }: does that
 * ```
 */
export function drawnWebSocket(
  scheduler: TestScheduler,
  diagrams: string | readonly string[],
  acts: Readonly<Record<string, (socket: FakeWebSocket) => void>> = {},
): DrawnWebSocket {
  const drawn = [diagrams].flat();
  const calls$ = new ReplaySubject<string>();
  const sockets: FakeWebSocket[] = [];

  class DrawnSocket extends FakeWebSocket {
    constructor(url: string, protocols: string | string[] = []) {
      super((call) => calls$.next(call));
      const diagram = drawn[Math.min(sockets.push(this), drawn.length) - 1] as string;
      calls$.next(['dial', url, ...[protocols].flat()].join(' '));

      const turns = new Map<number, string[]>();
      for (const { frame, notification } of TestScheduler.parseMarbles(diagram, undefined, '#', true, true)) {
        const mark = notification.kind === 'N' ? String(notification.value) : '#';
        turns.set(frame, [...(turns.get(frame) ?? []), mark]);
      }
      for (const [frame, marks] of turns) {
        scheduler.schedule(() => marks.forEach((mark) => this.act(mark)), frame);
      }
    }

    private act(mark: string): void {
      if (mark === 'o') this.opens();
      else if (mark === '#') {
        this.fails();
        this.closes();
      } else if (acts[mark]) acts[mark](this);
      else this.receives(mark);
    }
  }

  return { webSocket: DrawnSocket, calls$, sockets };
}
