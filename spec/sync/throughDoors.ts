import { Observable, Subject, Subscription, defer, ignoreElements, map, merge, mergeMap, timer } from 'rxjs';
import { ConnectionError } from 'rxwire';
import type { Connection } from 'rxwire';
import { brokenLink } from 'rxwire/testing';
import type { SyncServer } from './modelServer.js';

/** What becomes of a dial: it is let through, refused, kept waiting, or opens and brings nothing. */
export type DoorFate = 'pass' | 'refuse' | 'hang' | 'silence';

/** Ways to one server, which can be blocked and cut each by itself. */
export interface Doors {
  readonly transports: readonly Observable<Connection<unknown, never>>[];
  /** Of the dials from now on. */
  block(door: number, fate: DoorFate): void;
  /** Every link through this door breaks. */
  cut(door: number): void;
  /** Dials and links that somebody still holds. */
  readonly held: number;
}

/** Two doors to a server. What is sent through one is on its way for a while, and lost when the link is left meanwhile. */
export function throughDoors(
  { transport$ }: Pick<SyncServer, 'transport$'>,
  random: (limit: number) => number,
): Doors {
  const fates: DoorFate[] = ['pass', 'pass'];
  const cutting = fates.map(() => new Subject<never>());
  let held = 0;

  const slowly = mergeMap(
    (link: Connection<unknown, never>) =>
      new Observable<Connection<unknown, never>>((subscriber) => {
        let buffered = 0;
        const writing = new Subscription();
        subscriber.next({
          ...link,
          buffered: () => buffered,
          send: (message) => {
            buffered += 1;
            const written = timer(1.07).subscribe(() => {
              buffered -= 1;
              link.send(message);
            });
            writing.add(written);
          },
        });
        return writing;
      }),
  );
  const fail = (kind: 'unreachable' | 'connect-timeout', after: number): Observable<never> =>
    timer(after).pipe(
      map(() => {
        throw kind === 'unreachable'
          ? new ConnectionError(kind, 'no connection: refused', {})
          : new ConnectionError(kind, 'not open in time', { timeout: after });
      }),
    );
  const dial = (door: number): Observable<Connection<unknown, never>> =>
    defer(() => {
      switch (fates[door]) {
        case 'refuse':
          return fail('unreachable', random(3) + 0.13);
        case 'hang':
          return fail('connect-timeout', 6.17);
        case 'silence':
          return transport$.pipe(
            map((link) => ({ ...link, incoming$: link.incoming$.pipe(ignoreElements()) })),
          );
        default:
          return transport$.pipe(slowly);
      }
    });

  return {
    transports: fates.map(
      (_, door) =>
        new Observable((subscriber) => {
          held += 1;
          subscriber.add(() => (held -= 1));
          subscriber.add(merge(cutting[door] as Subject<never>, dial(door)).subscribe(subscriber));
        }),
    ),
    block: (door, fate) => {
      fates[door] = fate;
    },
    cut: (door) => {
      const cut$ = cutting[door] as Subject<never>;
      cutting[door] = new Subject();
      cut$.error(brokenLink());
    },
    get held() {
      return held;
    },
  };
}
