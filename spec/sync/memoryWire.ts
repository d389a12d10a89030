import { Observable, Subject, timer } from 'rxjs';
import type { Subscription } from 'rxjs';
import { incomingFrames } from 'rxwire';
import type { Connection } from 'rxwire';
import type { ClientConnection } from 'rxwire/server';
import { brokenLink, closedBy } from 'rxwire/testing';

export interface MemoryWireConfig {
  /** The ms that the next message takes. Each direction of a link keeps its order. */
  readonly latency: () => number;
  readonly now: () => number;
  /** Serves the far end of a link that has opened. */
  readonly accept: (connection: ClientConnection, link: number) => Subscription;
  /** Sees each text as the server sends it. */
  readonly sent?: (text: string, link: number) => void;
}

/** Links between clients and a server, both ends in one process and in virtual time. */
export interface MemoryWire {
  /** Dials. */
  readonly transport$: Observable<Connection<unknown, string>>;
  /** What clients send, and when. */
  readonly asked$: Observable<string>;
  /**
   * Every link breaks: the end on this side knows now, the other one when it would have heard next, and until then it
   * reads what is under way.
   */
  cut(side: 'client' | 'server' | 'both'): void;
  readonly open: number;
  /** How often it was dialled: the number of the next link. */
  readonly dials: number;
}

interface End {
  /** When the last message towards this end arrives. */
  arrival: number;
  /** Reads nothing any more. */
  isOver: boolean;
  receive(text: string): void;
  over(cause: unknown): void;
}

export function memoryWire({ latency, now, accept, sent }: MemoryWireConfig): MemoryWire {
  const links = new Set<{ readonly client: End; readonly server: End }>();
  const asked$ = new Subject<string>();
  let dials = 0;

  const carry = (to: End, act: () => void): void => {
    to.arrival = Math.max(to.arrival, now() + latency());
    timer(to.arrival - now()).subscribe(() => {
      if (!to.isOver) act();
    });
  };
  const end = (side: End, cause: unknown): void => {
    if (side.isOver) return;
    side.isOver = true;
    side.over(cause);
  };
  const breakOff = (first: End, other: End, cause: unknown): void => {
    if (first.isOver) return;
    end(first, cause);
    carry(other, () => end(other, cause));
  };

  return {
    asked$: asked$.asObservable(),
    get open() {
      return links.size;
    },
    get dials() {
      return dials;
    },
    transport$: new Observable<Connection<unknown, string>>((subscriber) => {
      const link = dials++;
      const [up, down] = [incomingFrames<string>(), incomingFrames<string>()];
      const client: End = {
        arrival: 0,
        isOver: false,
        receive: down.next,
        over: (cause) => {
          down.complete();
          subscriber.error(cause);
        },
      };
      let served: Subscription | undefined;
      const pair = {
        client,
        server: {
          arrival: 0,
          isOver: false,
          receive: up.next,
          over: () => {
            links.delete(pair);
            up.complete();
            served?.unsubscribe();
          },
        } as End,
      };
      const opening = timer(latency() + 0.1).subscribe(() => {
        links.add(pair);
        served = accept(
          {
            incoming$: up.incoming$,
            ended$: up.ended$,
            buffered: () => 0,
            close: (code = 1000, reason = '') => breakOff(pair.server, client, closedBy(code, reason)),
            send: (text) => {
              sent?.(text, link);
              carry(client, () => client.receive(text));
            },
          },
          link,
        );
        up.release();
        subscriber.next({
          incoming$: down.incoming$,
          ended$: down.ended$,
          buffered: () => 0,
          close: (code = 1000, reason = '') => breakOff(client, pair.server, closedBy(code, reason)),
          send: (text) => {
            asked$.next(text);
            carry(pair.server, () => pair.server.receive(text));
          },
        });
        down.release();
      });
      return () => {
        opening.unsubscribe();
        if (client.isOver || served === undefined) return;
        client.isOver = true;
        down.complete();
        carry(pair.server, () => end(pair.server, brokenLink()));
      };
    }),
    cut: (side) => {
      for (const { client, server } of [...links]) {
        if (side === 'both') {
          end(server, brokenLink());
          end(client, brokenLink());
        } else if (side === 'client') breakOff(client, server, brokenLink());
        else breakOff(server, client, brokenLink());
      }
    },
  };
}
