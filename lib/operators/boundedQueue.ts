import { asyncScheduler } from 'rxjs';
import { byteLength } from '../core/byteLength.js';
import { checkNumber } from '../core/checkNumber.js';
import { checkOneOf } from '../core/checkOneOf.js';
import type { DropReason } from './SendOutcome.js';

export interface BoundedQueueConfig<T> {
  /** Most messages that wait; 1 or more. @defaultValue 100 */
  readonly capacity?: number;
  /** Most bytes that wait. @defaultValue 1_048_576 */
  readonly maxBytes?: number;
  /**
   * What gives way when there is no room: the oldest message, the new one, nobody (`send` throws an
   * `OutboxOverflowError`), or, by key, any earlier message with the same key, and then the oldest.
   * @defaultValue 'drop-oldest'
   */
  readonly overflow?: 'drop-oldest' | 'drop-newest' | 'error' | 'latest-by-key';
  /** The key of a message; `latest-by-key` needs it. */
  readonly key?: (message: T) => string;
  /** How long a message may wait, in ms; one that waited longer is dropped when its turn comes. @defaultValue Infinity */
  readonly timeToLive?: number;
  /** Bytes of a message. @defaultValue UTF-8 length of text, byteLength of binary, length as JSON of the rest */
  readonly sizeOf?: (message: T) => number;
}

/** A message that waits. */
export interface QueuedMessage<T> {
  readonly message: T;
  /** Bytes. */
  readonly size: number;
  /** On the scheduler's clock, in ms. */
  readonly expiresAt: number;
  /** Its place in the queue: a number of its own, or the key it is kept by. */
  readonly slot: number | string;
}

/** A queue with a bound on count and bytes, and a policy for what does not fit. */
export interface BoundedQueue<T> {
  readonly size: number;
  /** Bytes of all that wait. */
  readonly bytes: number;
  /** Queues the message and tells how many are ahead of it, or says why not. Errors: what `sizeOf` or `key` throws. */
  offer(message: T): number | DropReason;
  /** Takes out the oldest message that is not expired. */
  take(): QueuedMessage<T> | undefined;
  /** Drops the message, reason `withdrawn`, if it waits. */
  withdraw(message: T): void;
  /** Puts what was taken back at the head. */
  giveBack(item: QueuedMessage<T>): void;
  /** Drops all. */
  clear(reason: DropReason): void;
}

/**
 * The bounded queue of `outbox`. What gives way to a later message or to time goes to `dropped`; what is refused on
 * arrival is the answer of `offer` alone. `dropped` is called when the queue is in order again, so it may call back.
 */
export function boundedQueue<T>(
  config: BoundedQueueConfig<T>,
  dropped: (message: T, reason: DropReason) => void,
): BoundedQueue<T> {
  const {
    capacity = 100,
    maxBytes = 1_048_576,
    overflow = 'drop-oldest',
    key,
    timeToLive = Infinity,
    sizeOf = byteLength,
  } = config;
  checkNumber('capacity', capacity, 1);
  checkNumber('maxBytes', maxBytes, 1);
  checkNumber('timeToLive', timeToLive, 1);
  checkOneOf('overflow', overflow, ['drop-oldest', 'drop-newest', 'error', 'latest-by-key']);
  let nextSlot = 0;
  const slotOf = overflow === 'latest-by-key' ? key : () => nextSlot++;
  if (slotOf === undefined) throw new TypeError("overflow 'latest-by-key' needs key");

  let items = new Map<number | string, QueuedMessage<T>>();
  // One iterator for all: a fresh one walks over what has been deleted, which makes emptying a long queue quadratic.
  let cursor = items.values();
  let head: QueuedMessage<T> | undefined;
  let bytes = 0;
  const gone: [message: T, reason: DropReason][] = [];

  const oldest = (): QueuedMessage<T> | undefined => {
    head ??= cursor.next().value;
    // An iterator that has come to its end stays there.
    if (head === undefined && items.size > 0) head = (cursor = items.values()).next().value;
    return head;
  };
  const remove = (item: QueuedMessage<T>): void => {
    items.delete(item.slot);
    if (item === head) head = undefined;
    bytes -= item.size;
  };
  const lose = (item: QueuedMessage<T>, reason: DropReason): void => {
    remove(item);
    gone.push([item.message, reason]);
  };
  const loseOldest = (reason: DropReason, condition: (item: QueuedMessage<T>) => boolean): void => {
    for (let item = oldest(); item && condition(item); item = oldest()) lose(item, reason);
  };
  const report = (): void => {
    for (const [message, reason] of gone.splice(0)) dropped(message, reason);
  };
  const isExpired = ({ expiresAt }: QueuedMessage<T>): boolean => expiresAt <= asyncScheduler.now();
  const lacksRoom = (size: number): boolean => items.size >= capacity || bytes + size > maxBytes;

  return {
    get size() {
      return items.size;
    },
    get bytes() {
      return bytes;
    },
    offer: (message) => {
      const size = sizeOf(message);
      const slot = slotOf(message);
      if (!(size <= maxBytes)) return 'too-large';

      loseOldest('expired', isExpired);
      const earlier = items.get(slot);
      if (earlier) lose(earlier, 'superseded');
      const refused = lacksRoom(size) && (overflow === 'drop-newest' || overflow === 'error');
      if (!refused) {
        loseOldest('overflow', () => lacksRoom(size));
        items.set(slot, { message, size, expiresAt: asyncScheduler.now() + timeToLive, slot });
        bytes += size;
      }
      const ahead = items.size - 1;
      report();
      return refused ? 'overflow' : ahead;
    },
    take: () => {
      loseOldest('expired', isExpired);
      const item = oldest();
      if (item) remove(item);
      report();
      return item;
    },
    withdraw: (message) => {
      for (const item of items.values()) {
        if (item.message === message) lose(item, 'withdrawn');
      }
      report();
    },
    giveBack: (item) => {
      // While it was out, a later message may have taken its place or its room.
      if (items.has(item.slot)) return dropped(item.message, 'superseded');
      if (lacksRoom(item.size)) return dropped(item.message, 'overflow');
      items = new Map([[item.slot, item], ...items]);
      cursor = items.values();
      head = undefined;
      bytes += item.size;
    },
    clear: (reason) => {
      loseOldest(reason, () => true);
      report();
    },
  };
}
