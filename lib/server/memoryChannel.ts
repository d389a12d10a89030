import { Subject } from 'rxjs';
import type { BrokerEvent, HistoryPage, LatestPage, PublishOptions, Stored } from './Broker.js';
import { latestOfKeys } from './latestOfKeys.js';
import type { LatestOfKeys } from './latestOfKeys.js';
import { offsetRing } from './offsetRing.js';

/** One channel of the memory broker. */
export interface MemoryChannel {
  /** What `deliver` tells. */
  readonly messages$: Subject<BrokerEvent>;
  /** The latest publications of its keys, if it has any. */
  readonly keys: LatestOfKeys;
  /** Gives the body its place in the history. */
  append(
    body: string,
    present: number,
    options?: Pick<PublishOptions, 'history' | 'key'>,
  ): { readonly offset: number; readonly epoch: string };
  /** Tells the subscribers what was appended, in order also when one of them publishes in turn. */
  deliver(): void;
  read(since: number, limit: number, present: number): HistoryPage;
  latest(since: number, limit: number): LatestPage;
  /** Lets go what is older than the time to live. */
  expire(present: number): void;
  /** Lets the oldest go, one after the other, while the condition holds and there is one. */
  trimWhile(condition: () => boolean): void;
}

export interface MemoryChannelConfig {
  readonly epoch: string;
  readonly historySize: number;
  readonly historyTtl: number;
  /** Told by how many bytes the history grew or, below 0, shrank. */
  readonly resize: (by: number) => void;
  /** Told by how many bytes the keys and their publications grew or, below 0, shrank. */
  readonly resizeKeys: (by: number) => void;
}

/** The history and the subscribers of one channel, without a clock of its own. */
export function memoryChannel({
  epoch,
  historySize,
  historyTtl,
  resize,
  resizeKeys,
}: MemoryChannelConfig): MemoryChannel {
  const messages$ = new Subject<BrokerEvent>();
  const keys = latestOfKeys(resizeKeys);
  const ring = offsetRing<Stored & { readonly at: number }>();
  const untold: Stored[] = [];
  let telling = false;
  let top = 0;
  let size = historySize;
  let ttl = historyTtl;

  const trimWhile = (condition: () => boolean): void => {
    while (ring.length > 0 && condition()) resize(-bytesOf(ring.shift()));
  };
  const expire = (present: number): void =>
    trimWhile(() => ring.length > size || present - (ring.oldest?.at ?? present) >= ttl);

  return {
    messages$,
    keys,
    append: (body, present, { history, key } = {}) => {
      if (history !== undefined) ({ size, ttl } = history);
      top += 1;
      const stored = { offset: top, body, at: present };
      ring.push(stored);
      resize(bytesOf(stored));
      if (key !== undefined) keys.apply(key, { offset: top, body });
      expire(present);
      if (messages$.observed) untold.push(stored);
      return { offset: top, epoch };
    },
    deliver: () => {
      if (telling) return;
      telling = true;
      for (let next = untold.shift(); next !== undefined; next = untold.shift()) {
        messages$.next({ kind: 'message', epoch, offset: next.offset, body: next.body });
      }
      telling = false;
    },
    read: (since, limit, present) => {
      expire(present);
      const items = ring
        .after(since < 0 ? top + since : since, limit)
        .map(({ offset, body }) => ({ offset, body }));
      return { epoch, top, first: ring.oldest?.offset ?? top + 1, items };
    },
    latest: (since, limit) => ({ epoch, top, items: keys.after(since, limit) }),
    expire,
    trimWhile,
  };
}

/** Two for each UTF-16 unit, as the engine at worst holds it. */
function bytesOf(stored: Stored | undefined): number {
  return stored === undefined ? 0 : stored.body.length * 2;
}
