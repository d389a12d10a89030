import { Subject, defer, merge, of } from 'rxjs';
import type { AttendanceEvent, BrokerPresence } from './BrokerPresence.js';

interface Room {
  readonly events$: Subject<AttendanceEvent>;
  readonly present: Map<string, { body: string; until: number }>;
  version: number;
}

/**
 * Who is on a channel, inside the process.
 *
 * ```text
 * touch c1, 30      -x-------------
 * touch c1, 5       ------x--------
 * list              ------------l--
 * watch             Lj----e-----g--     L: live  j: join  e: expiring within 5  g: leave
 * ```
 *
 * It sets no timer: what has expired goes when its channel is next used, and one channel that nobody uses is looked at with
 * each touch.
 */
export function memoryPresence(now: () => number): BrokerPresence {
  const rooms = new Map<string, Room>();
  const untold: [room: Room, event: AttendanceEvent][] = [];
  let telling = false;
  let hand = rooms.entries();

  const roomOf = (channel: string): Room => {
    const known = rooms.get(channel);
    if (known !== undefined) return known;
    const room = { events$: new Subject<AttendanceEvent>(), present: new Map(), version: 0 };
    rooms.set(channel, room);
    return room;
  };
  const tell = (room: Room, event: AttendanceEvent): void => {
    if (room.events$.observed) untold.push([room, event]);
  };
  /** Everything is in place by now; in order also when one who is told touches in turn. */
  const deliver = (): void => {
    if (telling) return;
    telling = true;
    for (let next = untold.shift(); next !== undefined; next = untold.shift()) next[0].events$.next(next[1]);
    telling = false;
  };
  const remove = (room: Room, connection: string): void => {
    if (room.present.delete(connection)) {
      tell(room, { kind: 'leave', version: (room.version += 1), connection });
    }
  };
  const expire = (room: Room): void => {
    const present = now();
    for (const [connection, { until }] of room.present) if (until <= present) remove(room, connection);
  };
  const dropIfEmpty = (channel: string, room: Room): void => {
    // Who has no list of it knows no version either.
    if (room.present.size === 0 && !room.events$.observed && rooms.get(channel) === room)
      rooms.delete(channel);
  };
  const lookAtOne = (): void => {
    const { value } = hand.next();
    if (value === undefined) hand = rooms.entries();
    else {
      expire(value[1]);
      dropIfEmpty(...value);
    }
  };

  return {
    touch: (channel, connections, ttl) =>
      defer(() => {
        lookAtOne();
        const room = roomOf(channel);
        expire(room);
        const until = now() + ttl;
        let isShorter = false;
        for (const { connection, body } of connections) {
          const before = room.present.get(connection);
          isShorter ||= before !== undefined && before.until > until;
          room.present.set(connection, { body, until });
          if (before?.body !== body)
            tell(room, { kind: 'join', version: (room.version += 1), connection, body });
        }
        if (isShorter) tell(room, { kind: 'expiring', within: ttl });
        deliver();
        return of(undefined);
      }),
    leave: (channel, connection) =>
      defer(() => {
        const room = roomOf(channel);
        remove(room, connection);
        deliver();
        dropIfEmpty(channel, room);
        return of(undefined);
      }),
    list: (channel) =>
      defer(() => {
        const room = roomOf(channel);
        expire(room);
        deliver();
        const items = [...room.present].map(([connection, { body }]) => ({ connection, body }));
        let first = Infinity;
        for (const { until } of room.present.values()) first = Math.min(first, until);
        const { version } = room;
        dropIfEmpty(channel, room);
        return of({ version, items, expiresIn: items.length === 0 ? undefined : first - now() });
      }),
    watch: (channel) =>
      defer(() => {
        const { events$ } = roomOf(channel);
        // In this order: what the word `live` brings about is not missed.
        return merge(events$, of<AttendanceEvent>({ kind: 'live' }));
      }),
  };
}
