import type { Subscription } from 'rxjs';
import type { ChannelMap, ChannelPresence, DataSync, RealtimeClient, SyncMessage } from 'rxwire';
import type { HubServer } from './hubServer.js';
import type { CompanyStep } from './syncScript.js';

type Library = Pick<
  typeof import('rxwire'),
  'channelMap' | 'channelPresence' | 'constant' | 'dataSync' | 'realtimeClient'
>;
type Client = RealtimeClient<SyncMessage, unknown>;
type Sync = DataSync<SyncMessage, Record<never, never>>;

interface Watcher {
  readonly at: 'map' | 'presence';
  readonly subscription: Subscription;
  end(): string | undefined;
}

/** Maps and presence beside the channels of a script: who looks at them, who else is there, and what has to be true of it. */
export interface Company {
  readonly steps: { readonly [D in CompanyStep['do']]: (step: Extract<CompanyStep, { do: D }>) => void };
  /** The client is another one: whoever looked looks again. */
  begin(client: Client, sync: Sync): void;
  /** What is wrong when faults have stopped. */
  end(): readonly string[];
  dispose(): void;
}

export interface CompanyConfig {
  readonly library: Library;
  readonly server: HubServer;
  readonly now: () => number;
  readonly fault: (text: string) => void;
}

export function companyOf({ library, server, now, fault }: CompanyConfig): Company {
  const others = new Map<string, { client: Client; sync: Sync; here: Subscription | undefined }>();
  let watchers: Watcher[] = [];
  let client: Client;
  let sync: Sync;
  let map: (key: string) => ReturnType<ReturnType<Library['channelMap']>>;
  let presence: ReturnType<Library['channelPresence']>;
  let values = 0;

  const lookAtMap = (): Watcher => {
    const mine = new Map<string, unknown>();
    const next = ({ entries, changes }: ChannelMap<unknown>): void => {
      for (const change of changes)
        if (change.op === 'set') mine.set(change.key, change.value);
        else if (!mine.delete(change.key)) fault(`${change.key} is removed, which was not there`);
      if (textOf(mine) !== textOf(new Map([...entries].map(([key, { value }]) => [key, value]))))
        fault(`the changes of the map are not the map: ${textOf(mine)}`);
      for (const [key, { value, offset }] of entries)
        if (!server.keys.has(key, value, offset)) fault(`nobody set ${key} to ${String(value)} at ${offset}`);
    };
    const error = (reason: unknown): void => fault(`the map ended: ${String(reason)}`);
    return {
      at: 'map',
      subscription: map('map').subscribe({ next, error }),
      end: () => {
        const truth = textOf(server.keys.fold());
        const overdue = server.keys.overdue(now() - 60);
        if (overdue.length > 0) return `still there: ${JSON.stringify(overdue)}`;
        return textOf(mine) === truth ? undefined : `the map is ${textOf(mine)}, not ${truth}`;
      },
    };
  };
  const lookAtPresence = (): Watcher => {
    const since = now();
    const mine = new Set<string>();
    const counts = new Map<string, { joined: number; left: number }>();
    const countsOf = (user: string) => {
      const count = counts.get(user) ?? { joined: 0, left: 0 };
      counts.set(user, count);
      return count;
    };
    const next = ({ members, joined, left }: ChannelPresence): void => {
      for (const { id } of left) {
        if (!mine.delete(id)) fault(`${id} left, who was not there`);
        const away = server.present.absences(id, since);
        if ((countsOf(id).left += 1) > away)
          fault(`${id} left ${countsOf(id).left} times and was away ${away} times, at ${now()} ms`);
      }
      for (const { id } of joined) {
        if (mine.has(id)) fault(`${id} joined, who was there`);
        mine.add(id);
      }
      if ([...members.keys()].sort().join() !== [...mine].sort().join())
        fault('the changes are not those of the members');
    };
    const error = (reason: unknown): void => fault(`presence ended: ${String(reason)}`);
    return {
      at: 'presence',
      subscription: presence('a').subscribe({ next, error }),
      end: () => {
        const truth = ['ann', ...[...others].flatMap(([user, { here }]) => (here ? [user] : []))];
        const seen = [...mine].sort().join();
        return seen === truth.sort().join() ? undefined : `present are ${truth.join()}, told are ${seen}`;
      },
    };
  };
  const look = (at: Watcher['at']): void => {
    watchers.push(at === 'map' ? lookAtMap() : lookAtPresence());
  };
  const meet = (user: string) => {
    const known = others.get(user);
    if (known !== undefined) return known;
    const own = library.realtimeClient<SyncMessage, unknown, never>({
      transport: server.transportOf(user) as never,
      codec: server.codec as never,
      policy: library.constant(2.9),
      reconnect: { minUptime: 0 },
    });
    const other = { client: own, sync: library.dataSync(own, { random: () => 0.5 }), here: undefined };
    others.set(user, other);
    return other;
  };

  return {
    begin: (another, its) => {
      client = another;
      sync = its;
      map = library.channelMap({ client, sync: sync as never, requestTimeout: 30 });
      presence = library.channelPresence({ client, sync });
      const before = watchers;
      watchers = [];
      for (const { at, subscription } of before) {
        subscription.unsubscribe();
        look(at);
      }
    },
    steps: {
      set: ({ key, by, expiresIn }) => {
        const data = { op: 'set', key, value: ++values, ...(expiresIn !== undefined && { expiresIn }) };
        // Whoever goes away takes what was not answered along.
        if (by === 'client') sync.publish('map', data).subscribe({ error: () => undefined });
        else server.publishTo('map', data);
      },
      remove: ({ key }) => server.publishTo('map', { op: 'remove', key }),
      look: ({ at }) => look(at),
      'look away': ({ who }) =>
        watchers.splice(who % (watchers.length || 1), 1)[0]?.subscription.unsubscribe(),
      come: ({ user }) => {
        const other = meet(user);
        other.here ??= other.sync.channel('a').subscribe();
      },
      go: ({ user }) => {
        const other = others.get(user);
        if (other !== undefined) other.here = void other.here?.unsubscribe();
      },
    },
    end: () => watchers.flatMap(({ end }) => end() ?? []),
    dispose: () => {
      for (const { client: own } of others.values()) own.dispose();
    },
  };
}

function textOf(map: ReadonlyMap<string, unknown>): string {
  return JSON.stringify([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
