import type { Attendance } from './BrokerPresence.js';
import type { Member } from './PresenceConfig.js';

/** Somebody came, or shows something else; or left. */
export interface RosterChange {
  readonly event: 'join' | 'leave';
  readonly member: Member;
}

/** Connections in, members out: who is told to be on a channel. */
export interface Roster {
  /** Whom observers have been told of. */
  readonly members: readonly Member[];
  /** Members, told or not. */
  readonly count: number;
  add(attendance: Attendance): void;
  remove(connection: string): void;
  /** Only these are there. */
  replace(items: readonly Attendance[]): void;
  /** What is to be told now, so that observers know what there is. */
  settle(): readonly RosterChange[];
}

/** How a hub writes who a connection is. */
export function bodyOfMember(user: string, info: unknown): string {
  return JSON.stringify({ user, info });
}

/**
 * Counts the connections of each member, and tells of a member once.
 *
 * ```text
 * add, remove      c1 of ann   c2 of ann   -c1   -c2   c3 of ann      c4 of bob, -c4
 * settle           join ann    nothing     nothing     leave? no:     nothing
 *                                                      c3 came before it was settled
 * ```
 *
 * A member shows what its latest connection shows. At most `capacity` are told of; who leaves makes room for another.
 */
export function roster(capacity: number): Roster {
  /** By connection: whose it is. */
  const owners = new Map<string, string>();
  /** By member: its connections, and what each shows; the latest is last. */
  const present = new Map<string, Map<string, string>>();
  const told = new Map<string, { readonly body: string; readonly member: Member }>();
  const changed = new Set<string>();

  const remove = (connection: string): void => {
    const id = owners.get(connection);
    if (id === undefined) return;
    owners.delete(connection);
    const connections = present.get(id);
    connections?.delete(connection);
    if (connections?.size === 0) present.delete(id);
    changed.add(id);
  };
  const add = ({ connection, body }: Attendance): void => {
    const { user } = JSON.parse(body) as Partial<Member>;
    const id = user || connection;
    if (owners.get(connection) !== id) remove(connection);
    const connections = present.get(id) ?? new Map<string, string>();
    present.set(id, connections);
    owners.set(connection, id);
    if (connections.get(connection) === body) return;
    connections.delete(connection);
    connections.set(connection, body);
    changed.add(id);
  };
  const bodyOf = (id: string): string | undefined => [...(present.get(id)?.values() ?? [])].at(-1);

  return {
    get members() {
      return [...told.values()].map(({ member }) => member);
    },
    get count() {
      return present.size;
    },
    add,
    remove,
    replace: (items) => {
      const now = new Set(items.map(({ connection }) => connection));
      for (const connection of [...owners.keys()]) if (!now.has(connection)) remove(connection);
      items.forEach(add);
    },
    settle: () => {
      const changes: RosterChange[] = [];
      const tell = (id: string): void => {
        const body = bodyOf(id);
        if (body === undefined || body === told.get(id)?.body) return;
        if (!told.has(id) && told.size >= capacity) return;
        const { user, info } = JSON.parse(body) as Member;
        const member = { id, user, ...(info !== undefined && { info }) };
        told.set(id, { body, member });
        changes.push({ event: 'join', member });
      };
      for (const id of changed) {
        const before = told.get(id);
        if (before === undefined || present.has(id)) continue;
        told.delete(id);
        changes.push({ event: 'leave', member: before.member });
      }
      changed.forEach(tell);
      changed.clear();
      // Room for those who were but counted.
      if (told.size < Math.min(capacity, present.size)) for (const id of present.keys()) tell(id);
      return changes;
    },
  };
}
