import { EMPTY, Observable, Subscription, asyncScheduler, defer, expand, map, reduce, timer } from 'rxjs';
import type { Either } from 'fp-ts/lib/Either.js';
import { randomId } from '../core/randomId.js';
import type { ChannelEvent } from './ChannelEvent.js';
import type { SyncClient } from './DataSyncConfig.js';
import { errorOf } from './errorOf.js';
import { persistentMap } from './persistentMap.js';
import type { PersistentMap } from './persistentMap.js';
import type { Positions } from './Position.js';
import { sharedByKey } from './sharedByKey.js';
import type { SyncMessage } from './SyncMessage.js';

/** A key was set or removed. */
export type MapChange<V> =
  | { readonly op: 'set'; readonly key: string; readonly value: V }
  | { readonly op: 'remove'; readonly key: string };

/** A key's value, and the offset of the publication that set it. */
export interface MapEntry<V> {
  readonly value: V;
  readonly offset: number;
}

/** What a channel's keys are, and what has changed. */
export interface ChannelMap<V> {
  /** It stays as it is: the next one is another map. */
  readonly entries: ReadonlyMap<string, MapEntry<V>>;
  /** What is different from the map before; for a new observer, all. */
  readonly changes: readonly MapChange<V>[];
}

export interface ChannelMapConfig<In, Out, V> {
  readonly client: SyncClient<In, Out>;
  /** The channels of this client, as `dataSync` gives them. */
  readonly sync: {
    readonly channel: (key: string) => Observable<ChannelEvent>;
    readonly positions: () => Positions;
  };
  /** Reads a value; a key whose value is none is left out. @defaultValue values as they are */
  readonly decode?: (value: unknown) => Either<unknown, V>;
  /** How long an answer may take, and the wait before it is asked for again, in ms. @defaultValue 10_000 */
  readonly requestTimeout?: number;
  /** Publications that are held while the keys are loaded; with more they are loaded anew. @defaultValue 10_000 */
  readonly maxHeld?: number;
}

type Removal = { readonly key?: string; readonly of?: number };

interface Page {
  readonly epoch: string;
  readonly offset: number;
  readonly more?: boolean;
  readonly items: readonly SyncMessage[];
}

/**
 * The keys of a channel whose publications set and remove them.
 *
 * ```text
 * publications          --1-----2---3-------4-        1: set a   2: set b   3: remove a   4: set a
 * map('c')                    ^-----------------      comes late
 * asked, answered             s----S                  s: the latest of each key   S: as of 2, a and b
 * emits                            {a,b}-{b}-{b,a}    3 was held while it was loaded
 * ```
 *
 * Cold, and shared by key. Loaded at the start and in place of every gap; what comes meanwhile is held, so that it is the fold of
 * the whole history, whatever of it is kept. A change costs the same whatever the number of keys.
 *
 * Errors: those of the channel; `ChannelError`, when the peer refuses to tell the keys.
 *
 * @example
 * ```ts
 * import { channelMap, dataSync, realtimeClient } from 'rxwire';
 * import { messages } from 'rxwire/messages';
 *
 * const client = realtimeClient({ url: 'wss://example.org/realtime', codec: messages });
 * const sync = dataSync(client);
 * const map = channelMap({ client, sync });
 *
 * map('cursors').subscribe(({ entries, changes }) => console.log(entries.get('ann')?.value, changes));
 * sync.publish('cursors', { op: 'set', key: 'ann', value: [3, 4] }).subscribe();
 * ```
 */
export function channelMap<In extends SyncMessage, Out, V = unknown>(
  config: ChannelMapConfig<In, Out, V>,
): (key: string) => Observable<ChannelMap<V>> {
  const { client, sync, requestTimeout = 10_000, maxHeld = 10_000 } = config;
  const { decode = (value: unknown) => ({ _tag: 'Right' as const, right: value as V }) } = config;

  const ask = (channel: string, since?: object): Observable<Page> =>
    defer(() => {
      const timestamp = new Date(asyncScheduler.now()).toISOString();
      const data = { action: 'snapshot', channel, ...(since && { since }) };
      return client.request({ type: 'systemMessage', id: randomId(), timestamp, data } as Out, {
        timeout: requestTimeout,
        isReply: () => true,
      });
    }).pipe(
      map(({ type, data }) => {
        if (type === 'error') throw errorOf(channel, data);
        return data as Page;
      }),
    );
  /** All pieces as one, as of the first: later ones may be ahead of it, by key. */
  const load = (channel: string): Observable<Page> =>
    ask(channel).pipe(
      expand(({ more, items, epoch }) =>
        more === true && items.length > 0
          ? ask(channel, { offset: items[items.length - 1]?.offset, epoch })
          : EMPTY,
      ),
      reduce((all, { items }) => ({ ...all, items: [...all.items, ...items] })),
    );
  const read = ({ data, offset = 0 }: Pick<SyncMessage, 'data' | 'offset'>) => {
    const { op, key, value, of } = (data ?? {}) as Partial<Record<'op' | 'value', unknown>> & Removal;
    const decoded = op === 'set' ? decode(value) : undefined;
    return {
      key: key ?? '',
      offset,
      of,
      value: decoded?._tag === 'Right' ? { of: decoded.right } : undefined,
    };
  };

  const of = (key: string): Observable<ChannelMap<V>> =>
    new Observable((subscriber) => {
      let entries: PersistentMap<string, MapEntry<V>> = persistentMap();
      let isLoaded = false;
      let run: string | undefined;
      let held: Pick<SyncMessage, 'data' | 'offset'>[] = [];
      let overflowed = false;
      let loading = new Subscription();

      const apply = (message: Pick<SyncMessage, 'data' | 'offset'>): MapChange<V>[] => {
        const { key: name, offset, of: only, value } = read(message);
        const before = entries.get(name);
        if (before !== undefined && before.offset >= offset) return [];
        if (value === undefined) {
          // Of one that expired: what has been set meanwhile stays.
          if (only !== undefined && before?.offset !== only) return [];
          entries = entries.without(name);
          return before === undefined ? [] : [{ op: 'remove', key: name }];
        }
        entries = entries.with(name, { value: value.of, offset });
        return [{ op: 'set', key: name, value: value.of }];
      };
      const arrive = ({ items, offset: top, epoch }: Page): void => {
        if (overflowed) return begin();
        const before = entries;
        entries = persistentMap();
        items.forEach(apply);
        for (const message of held) if (Number(message.offset) > top) apply(message);
        held = [];
        isLoaded = true;
        const changes: MapChange<V>[] = [];
        for (const name of before.keys()) if (!entries.has(name)) changes.push({ op: 'remove', key: name });
        for (const [name, { value, offset }] of entries)
          // The same offset in another run of the history is another publication.
          if (epoch !== run || before.get(name)?.offset !== offset)
            changes.push({ op: 'set', key: name, value });
        run = epoch;
        subscriber.next({ entries, changes });
      };
      const again = (): void => void loading.add(timer(requestTimeout / 10).subscribe(begin));
      const begin = (): void => {
        isLoaded = overflowed = false;
        held = [];
        loading.unsubscribe();
        loading = new Subscription();
        loading.add(
          load(key).subscribe({
            next: arrive,
            error: (error: { readonly retryable?: boolean; readonly code?: string }) => {
              // One that was not answered says nothing of retrying.
              if (error.retryable === false && error.code !== 'UNRECOVERABLE') subscriber.error(error);
              else again();
            },
          }),
        );
      };
      const channel = sync.channel(key).subscribe({
        next: (event) => {
          if (event.kind !== 'publication') return begin();
          if (!isLoaded) {
            overflowed ||= held.push(event as never) > maxHeld;
            if (overflowed) held = [];
            return;
          }
          const changes = apply(event as never);
          if (changes.length > 0) subscriber.next({ entries, changes });
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      });
      // From a position on everything comes; without one, from the subscription on.
      if (Object.hasOwn(sync.positions(), key)) begin();
      else {
        const subscribed = client.messages$.subscribe(({ type, data }) => {
          if (type !== 'systemMessage' || !Object.hasOwn(sync.positions(), key)) return;
          if ((data as { action?: unknown } | undefined)?.action !== 'subscribed') return;
          subscribed.unsubscribe();
          begin();
        });
        channel.add(subscribed);
      }
      return () => {
        loading.unsubscribe();
        channel.unsubscribe();
      };
    });

  return sharedByKey(of, (latest) => ({
    ...latest,
    changes: [...latest.entries].map(([name, { value }]) => ({ op: 'set' as const, key: name, value })),
  }));
}
