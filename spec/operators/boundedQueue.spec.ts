import fc from 'fast-check';
import { boundedQueue } from '../../lib/operators/boundedQueue.js';
import type { BoundedQueue, BoundedQueueConfig } from '../../lib/operators/boundedQueue.js';
import type { DropReason } from 'rxwire';
import { marbles } from '../support/marbles.js';

type Drop = readonly [message: string, reason: DropReason];

/** A queue of text, and what it dropped. */
function textQueue(config: BoundedQueueConfig<string> = {}): {
  readonly queue: BoundedQueue<string>;
  readonly drops: Drop[];
  offer(...messages: readonly string[]): (number | DropReason)[];
  takeAll(): string[];
} {
  const drops: Drop[] = [];
  const queue = boundedQueue<string>(config, (message, reason) => drops.push([message, reason]));
  return {
    queue,
    drops,
    offer: (...messages) => messages.map((message) => queue.offer(message)),
    takeAll: () => {
      const all: string[] = [];
      for (let item = queue.take(); item !== undefined; item = queue.take()) all.push(item.message);
      return all;
    },
  };
}

describe('boundedQueue', () => {
  it('gives back what was offered, oldest first, and tells how many are ahead', () => {
    const { queue, drops, offer, takeAll } = textQueue();

    const ahead = offer('a', 'b', 'c');

    expect(ahead).toEqual([0, 1, 2]);
    expect(takeAll()).toEqual(['a', 'b', 'c']);
    expect(queue.take()).toBeUndefined();
    expect(drops).toEqual([]);
  });

  it('counts messages and bytes', () => {
    const { queue, offer, takeAll } = textQueue();

    offer('a', 'ää');

    expect([queue.size, queue.bytes]).toEqual([2, 5]);
    takeAll();
    expect([queue.size, queue.bytes]).toEqual([0, 0]);
  });

  it('measures as it is told to', () => {
    const { queue, offer } = textQueue({ sizeOf: () => 7 });

    offer('a', 'b');

    expect(queue.bytes).toBe(14);
  });

  it('holds 100 messages and 1 MiB by default', () => {
    const many = textQueue();
    const large = textQueue();

    many.offer(...Array.from({ length: 101 }, (_, index) => String(index)));
    large.offer('x'.repeat(1_048_576));
    large.offer('y');

    expect([many.queue.size, many.drops]).toEqual([100, [['0', 'overflow']]]);
    expect([large.queue.bytes, large.drops]).toEqual([1, [['x'.repeat(1_048_576), 'overflow']]]);
  });

  describe('without room', () => {
    it('drops the oldest by default', () => {
      const { drops, offer, takeAll } = textQueue({ capacity: 2 });

      expect(offer('a', 'b', 'c', 'd')).toEqual([0, 1, 1, 1]);

      expect(drops).toEqual([
        ['a', 'overflow'],
        ['b', 'overflow'],
      ]);
      expect(takeAll()).toEqual(['c', 'd']);
    });

    it('drops as many of the oldest as the bytes of the new one need', () => {
      const { queue, drops, offer, takeAll } = textQueue({ maxBytes: 10 });

      expect(offer('aaa', 'bbb', 'ccc', 'ddddd')).toEqual([0, 1, 2, 1]);

      expect(drops).toEqual([
        ['aaa', 'overflow'],
        ['bbb', 'overflow'],
      ]);
      expect(queue.bytes).toBe(8);
      expect(takeAll()).toEqual(['ccc', 'ddddd']);
    });

    it.each(['drop-newest', 'error'] as const)('refuses the new one with overflow %p', (overflow) => {
      const { queue, drops, offer, takeAll } = textQueue({ capacity: 2, maxBytes: 10, overflow });

      expect(offer('aaa', 'bbb', 'c')).toEqual([0, 1, 'overflow']);
      expect(offer('xxxxx')).toEqual(['overflow']);

      expect([queue.size, queue.bytes]).toEqual([2, 6]);
      expect(drops).toEqual([]);
      expect(takeAll()).toEqual(['aaa', 'bbb']);
    });

    it('takes no message that is larger than all it may hold, and drops nothing for it', () => {
      const { drops, offer, takeAll } = textQueue({ maxBytes: 3 });

      expect(offer('a', 'bbbb', 'cc')).toEqual([0, 'too-large', 1]);

      expect(drops).toEqual([]);
      expect(takeAll()).toEqual(['a', 'cc']);
    });

    it('takes no message whose size is no number', () => {
      const { queue, offer } = textQueue({ sizeOf: (message) => Number(message) });

      expect(offer('1', 'x', '2')).toEqual([0, 'too-large', 1]);
      expect(queue.bytes).toBe(3);
    });

    it('takes no message whose size or key cannot be told, and throws what they threw', () => {
      const fail = (): never => {
        throw new Error('circular');
      };

      for (const { queue, offer } of [
        textQueue({ sizeOf: fail }),
        textQueue({ overflow: 'latest-by-key', key: fail }),
      ]) {
        expect(() => offer('a')).toThrow('circular');
        expect([queue.size, queue.bytes]).toEqual([0, 0]);
      }
    });

    it('gives a message back that waits, and no other', () => {
      const { queue, offer, drops } = textQueue();
      offer('a', 'bb', 'c');

      ['bb', 'bb', 'd'].forEach(queue.withdraw);

      expect(drops).toEqual([['bb', 'withdrawn']]);
      expect([queue.size, queue.bytes]).toEqual([2, 2]);
      expect([queue.take()?.message, queue.take()?.message, queue.take()]).toEqual(['a', 'c', undefined]);
    });

    it('goes on with the next when the head is taken back', () => {
      const { queue, offer } = textQueue();
      offer('a', 'b');
      queue.giveBack(queue.take() as never);

      queue.withdraw('a');

      expect(queue.take()?.message).toBe('b');
    });
  });

  describe('latest-by-key', () => {
    const byFirstLetter = (config: BoundedQueueConfig<string> = {}): ReturnType<typeof textQueue> =>
      textQueue({ overflow: 'latest-by-key', key: (message) => message.slice(0, 1), ...config });

    it('keeps the latest message of a key, in the order of their sending', () => {
      const { queue, drops, offer, takeAll } = byFirstLetter();

      expect(offer('a1', 'b1', 'a22', 'c1', 'b2')).toEqual([0, 1, 1, 2, 2]);

      expect(drops).toEqual([
        ['a1', 'superseded'],
        ['b1', 'superseded'],
      ]);
      expect(queue.bytes).toBe(7);
      expect(takeAll()).toEqual(['a22', 'c1', 'b2']);
    });

    it('drops the oldest when there are too many keys, but never for a key that has its place', () => {
      const { drops, offer, takeAll } = byFirstLetter({ capacity: 2 });

      offer('a1', 'b1', 'a2', 'c1');

      expect(drops).toEqual([
        ['a1', 'superseded'],
        ['b1', 'overflow'],
      ]);
      expect(takeAll()).toEqual(['a2', 'c1']);
    });

    it('supersedes before it looks for room in bytes', () => {
      const { drops, offer } = byFirstLetter({ maxBytes: 6 });

      offer('aaaa', 'bb', 'axxx');

      expect(drops).toEqual([['aaaa', 'superseded']]);
    });

    it('takes any text for a key', () => {
      const { drops, offer, takeAll } = textQueue({ overflow: 'latest-by-key', key: (message) => message });

      offer('__proto__', 'constructor', '0', '', '__proto__');

      expect(drops).toEqual([['__proto__', 'superseded']]);
      expect(takeAll()).toEqual(['constructor', '0', '', '__proto__']);
    });

    it('is what the key is for: other policies keep messages with the same key', () => {
      const { offer, takeAll } = textQueue({ key: () => 'same' });

      offer('a', 'b');

      expect(takeAll()).toEqual(['a', 'b']);
    });
  });

  describe('time to live', () => {
    it(
      'drops what waited longer, when its turn comes',
      marbles(({ scheduler }) => {
        const { queue, drops, offer, takeAll } = textQueue({ timeToLive: 10 });
        offer('a');
        scheduler.frame = 5;
        offer('b');

        scheduler.frame = 10;

        expect(queue.size).toBe(2);
        expect(takeAll()).toEqual(['b']);
        expect(drops).toEqual([['a', 'expired']]);
        expect(queue.bytes).toBe(0);
      }),
    );

    it(
      'keeps what waited exactly one millisecond less',
      marbles(({ scheduler }) => {
        const { drops, offer, takeAll } = textQueue({ timeToLive: 10 });
        offer('a');

        scheduler.frame = 9;

        expect(takeAll()).toEqual(['a']);
        expect(drops).toEqual([]);
      }),
    );

    it(
      'makes room of what is expired before anything else has to give way',
      marbles(({ scheduler }) => {
        const { drops, offer, takeAll } = textQueue({ timeToLive: 10, capacity: 2, overflow: 'drop-newest' });
        offer('a');
        scheduler.frame = 5;
        offer('b');

        scheduler.frame = 12;

        expect(offer('c', 'd')).toEqual([1, 'overflow']);
        expect(drops).toEqual([['a', 'expired']]);
        expect(takeAll()).toEqual(['b', 'c']);
      }),
    );
  });

  describe('what is given back', () => {
    it('is the oldest again', () => {
      const { queue, offer, takeAll } = textQueue();
      offer('a', 'bb', 'c');
      const item = queue.take();

      queue.giveBack(item as NonNullable<typeof item>);

      expect([queue.size, queue.bytes]).toEqual([3, 4]);
      expect(takeAll()).toEqual(['a', 'bb', 'c']);
    });

    it('is the oldest again, also after others were offered meanwhile', () => {
      const { queue, offer, takeAll } = textQueue();
      offer('a', 'b');
      const item = queue.take();
      offer('c');

      queue.giveBack(item as NonNullable<typeof item>);

      expect(takeAll()).toEqual(['a', 'b', 'c']);
    });

    it('is dropped when its room was taken meanwhile', () => {
      const { queue, drops, offer, takeAll } = textQueue({ capacity: 2 });
      offer('a', 'b');
      const item = queue.take();
      offer('c');

      queue.giveBack(item as NonNullable<typeof item>);

      expect(drops).toEqual([['a', 'overflow']]);
      expect(takeAll()).toEqual(['b', 'c']);
    });

    it('is superseded when a later message has its key', () => {
      const { queue, drops, offer, takeAll } = textQueue({
        overflow: 'latest-by-key',
        key: (message) => message.slice(0, 1),
      });
      offer('a1', 'b1');
      const item = queue.take();
      offer('a2');

      queue.giveBack(item as NonNullable<typeof item>);

      expect(drops).toEqual([['a1', 'superseded']]);
      expect([queue.size, queue.bytes]).toEqual([2, 4]);
      expect(takeAll()).toEqual(['b1', 'a2']);
    });
  });

  it('drops all when it is cleared, and may be used again', () => {
    const { queue, drops, offer, takeAll } = textQueue();
    offer('a', 'b');

    queue.clear('disposed');

    expect(drops).toEqual([
      ['a', 'disposed'],
      ['b', 'disposed'],
    ]);
    expect([queue.size, queue.bytes]).toEqual([0, 0]);
    offer('c');
    expect(takeAll()).toEqual(['c']);
  });

  it('is in order when it reports a drop, so that the handler may offer, take and clear', () => {
    const sizes: number[] = [];
    const drops: string[] = [];
    const queue = boundedQueue<string>({ capacity: 2 }, (message) => {
      drops.push(message);
      sizes.push(queue.size);
      if (message === 'a') queue.offer("a'");
      if (message === 'b') queue.clear('disposed');
    });

    const ahead = ['a', 'b', 'c'].map((message) => queue.offer(message));

    expect(ahead).toEqual([0, 1, 1]);
    expect(drops).toEqual(['a', 'b', 'c', "a'"]);
    expect(sizes).toEqual([2, 2, 0, 0]);
    expect([queue.size, queue.bytes]).toEqual([0, 0]);
  });

  it(
    'keeps to its bounds and its order, and accounts for every message once, whatever happens',
    marbles(({ scheduler }) => {
      const operation = fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({ do: fc.constant('offer' as const), size: fc.integer({ min: 0, max: 12 }) }),
        },
        {
          weight: 3,
          arbitrary: fc.record({ do: fc.constantFrom('take' as const, 'take and give back' as const) }),
        },
        {
          weight: 2,
          arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 9 }) }),
        },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
      );
      const overflow = fc.constantFrom('drop-oldest', 'drop-newest', 'error', 'latest-by-key' as const);
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 5 }),
          fc.integer({ min: 1, max: 20 }),
          overflow,
          fc.array(operation, { maxLength: 60 }),
          (capacity, maxBytes, overflow, operations) => {
            scheduler.frame = 0;
            const sizes = new Map<number, number>();
            const fates: number[] = [];
            const taken: number[] = [];
            const queue = boundedQueue<number>(
              {
                capacity,
                maxBytes,
                overflow,
                timeToLive: 15,
                key: (message) => String(message % 3),
                sizeOf: (message) => sizes.get(message) as number,
              },
              (message) => fates.push(message),
            );
            let offered = 0;
            for (const operation of operations) {
              if (operation.do === 'offer') {
                const message = offered++;
                sizes.set(message, operation.size);
                if (typeof queue.offer(message) !== 'number') fates.push(message);
              } else if (operation.do === 'wait') {
                scheduler.frame += operation.ms;
              } else if (operation.do === 'clear') {
                queue.clear('disposed');
              } else {
                const item = queue.take();
                if (item !== undefined && operation.do === 'take') taken.push(item.message);
                if (item !== undefined && operation.do === 'take and give back') queue.giveBack(item);
              }
              expect(queue.size).toBeLessThanOrEqual(capacity);
              expect(queue.bytes).toBeLessThanOrEqual(maxBytes);
              expect(fates.length + taken.length + queue.size).toBe(offered);
            }
            for (let item = queue.take(); item !== undefined; item = queue.take()) taken.push(item.message);

            expect(queue.bytes).toBe(0);
            expect([...taken].sort((a, b) => a - b)).toEqual(taken);
            expect([...taken, ...fates].sort((a, b) => a - b)).toEqual(
              Array.from({ length: offered }, (_, i) => i),
            );
          },
        ),
      );
    }),
  );

  it.each<[BoundedQueueConfig<string>, Error]>([
    [{ capacity: 0 }, new RangeError('capacity must be a number, 1 or more; got 0')],
    [{ capacity: NaN }, new RangeError('capacity must be a number, 1 or more; got NaN')],
    [{ maxBytes: 0 }, new RangeError('maxBytes must be a number, 1 or more; got 0')],
    [{ timeToLive: 0 }, new RangeError('timeToLive must be a number, 1 or more; got 0')],
    [
      { overflow: 'drop' as never },
      new TypeError('overflow must be one of drop-oldest, drop-newest, error, latest-by-key; got drop'),
    ],
    [{ overflow: 'latest-by-key' }, new TypeError("overflow 'latest-by-key' needs key")],
  ])('refuses %p, naming option and value', (config, error) => {
    expect(() => textQueue(config)).toThrow(error);
  });
});
