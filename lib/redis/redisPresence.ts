import { Observable, concat, defer, last, map, of } from 'rxjs';
import type { Subscriber } from 'rxjs';
import type { Attendance, AttendanceEvent, BrokerPresence } from '../server/BrokerPresence.js';
import type { BrokerContext } from './BrokerContext.js';
import { presenceScripts } from './presenceScripts.js';
import type { RedisScript } from './RedisScript.js';
import { wholeNumber } from './wholeNumber.js';

/** Connections of one command. */
const atOnce = 500;

/** Those who watch a channel here, and the run of its versions that they know. */
interface Watched {
  readonly watchers: Set<Subscriber<AttendanceEvent>>;
  epoch?: string;
}

/**
 * Who is on a channel, kept by the engine, over all hubs.
 *
 * ```text
 * touch c1, 30      -x---------------
 * the engine        ----#                restarted: versions begin anew
 * touch c2, 30      ---------x-------
 * watch             Lj---I-L-(IL)----    j: join c1   I: interrupted   L: live: list again, for c2 is change 1 of another run
 * ```
 *
 * The engine sets no timer: who has expired leaves when the channel is next listed or touched.
 */
export function redisPresence(context: BrokerContext): BrokerPresence {
  const { settings, run, listen, keysOf, nextEpoch, bound, announce } = context;
  const watched = new Map<string, Watched>();

  const command = (channel: string, script: RedisScript, args: readonly string[]): Observable<unknown> =>
    defer(() => {
      const { version, present, until, attended } = keysOf(channel);
      return run({
        script,
        keys: [version, present, until],
        args: [nextEpoch(), bound, announce, attended, wholeNumber(settings.positionTtl), ...args],
        size: args.reduce((sum, { length }) => sum + length * 2, 0),
        waits: true,
        isRepeatable: true,
      });
    });
  /** Versions of another run are not to be compared: who watches is told to list anew. */
  const note = (room: Watched | undefined, epoch: string): void => {
    const isAnother = room?.epoch !== undefined && room.epoch !== epoch;
    if (room === undefined) return;
    room.epoch = epoch;
    if (!isAnother) return;
    for (const watcher of [...room.watchers]) {
      watcher.next({ kind: 'interrupted' });
      watcher.next({ kind: 'live' });
    }
  };

  return {
    touch: (channel, connections, ttl) =>
      defer(() => {
        const pieces: string[][] = [];
        for (let n = 0; n < connections.length; n += atOnce) {
          pieces.push(connections.slice(n, n + atOnce).flatMap(({ connection, body }) => [connection, body]));
        }
        if (pieces.length === 0) return of(undefined);
        const { touch } = presenceScripts;
        return concat(...pieces.map((piece) => command(channel, touch, [wholeNumber(ttl), ...piece]))).pipe(
          last(),
        );
      }),
    leave: (channel, connection) => command(channel, presenceScripts.leave, [connection]),
    list: (channel) =>
      command(channel, presenceScripts.list, []).pipe(
        map((reply) => {
          const [epoch, version, expiresIn, flat] = reply as readonly [
            string,
            number,
            number,
            readonly string[],
          ];
          const items: Attendance[] = [];
          for (let n = 0; n < flat.length; n += 2) {
            items.push({ connection: flat[n] as string, body: flat[n + 1] as string });
          }
          note(watched.get(channel), epoch);
          return { version, items, expiresIn: expiresIn < 0 ? undefined : expiresIn };
        }),
      ),
    watch: (channel) =>
      new Observable((subscriber) => {
        const room: Watched = watched.get(channel) ?? { watchers: new Set() };
        watched.set(channel, room);
        room.watchers.add(subscriber);
        subscriber.add(() => {
          room.watchers.delete(subscriber);
          if (room.watchers.size === 0 && watched.get(channel) === room) watched.delete(channel);
        });
        subscriber.add(
          listen(keysOf(channel).attended).subscribe({
            next: (heard) => {
              if (heard.kind !== 'text') return subscriber.next(heard);
              const { epoch, event } = attendanceOf(heard.text);
              note(room, epoch);
              subscriber.next(event);
            },
            error: (error: unknown) => subscriber.error(error),
          }),
        );
      }),
  };
}

/** Reads the announcement of a change. */
function attendanceOf(text: string): { readonly epoch: string; readonly event: AttendanceEvent } {
  const [epoch, kind, number, connection, body] = JSON.parse(text) as [
    string,
    AttendanceEvent['kind'],
    number,
    string,
    string,
  ];
  if (kind === 'join') return { epoch, event: { kind, version: number, connection, body } };
  if (kind === 'leave') return { epoch, event: { kind, version: number, connection } };
  return { epoch, event: { kind: 'expiring', within: number } };
}
