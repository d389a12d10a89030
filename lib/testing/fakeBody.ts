import { promptly } from './promptly.js';
import type { Promptly } from './promptly.js';

type Read =
  { readonly done: false; readonly value: Uint8Array } | { readonly done: true; readonly value: undefined };

/** A body that is written chunk by chunk, and read when someone asks. */
export interface FakeBody {
  push(chunk: Uint8Array): void;
  end(): void;
  fail(error: unknown): void;
  /** Chunks that have come and that nobody has asked for. */
  readonly unread: number;
  /** Whether someone has begun to read, or cancelled. */
  readonly used: boolean;
  /** What a Response shows of it. */
  readonly stream: {
    readonly locked: boolean;
    getReader(): object;
    cancel(reason?: unknown): Promise<void>;
    pipeThrough(...args: Parameters<ReadableStream<Uint8Array>['pipeThrough']>): ReadableStream<unknown>;
    pipeTo(...args: Parameters<ReadableStream<Uint8Array>['pipeTo']>): Promise<void>;
    tee(): readonly ReadableStream<Uint8Array>[];
    [Symbol.asyncIterator](): AsyncIterator<Uint8Array>;
  };
  /** All of it, for `text()` and the like; rejects with a `TypeError` once somebody has read of it, or is about to. */
  whole(): Promise<Uint8Array<ArrayBuffer>>;
}

/** `cancelled` is told once, when a reader loses interest in a body that has not ended. */
export function fakeBody(cancelled: () => void): FakeBody {
  const waiting: Read[] = [];
  const asked: Promptly<Read>[] = [];
  let failure: { readonly error: unknown } | undefined;
  let ended = false;
  let locked = false;
  let used = false;

  const offer = (read: Read): void => {
    if (ended || failure !== undefined) return;
    ended = read.done;
    const reading = asked.shift();
    if (reading === undefined) waiting.push(read);
    else reading.resolve(read);
    if (ended) for (const other of asked.splice(0)) other.resolve({ done: true, value: undefined });
  };
  const read = (): Promise<Read> => {
    used = true;
    const reading = promptly<Read>();
    const next = waiting[0];
    if (next !== undefined) {
      // The end is told to whoever asks again.
      if (!next.done) waiting.shift();
      reading.resolve(next);
    } else if (failure !== undefined) reading.reject(failure.error);
    else if (ended) reading.resolve({ done: true, value: undefined });
    else asked.push(reading);
    return reading.promise;
  };
  const cancel = (): Promise<void> => {
    used = true;
    const cancelling = promptly<void>();
    if (failure !== undefined) cancelling.reject(failure.error);
    else {
      if (!ended) cancelled();
      waiting.length = 0;
      ended = true;
      for (const each of asked.splice(0)) each.resolve({ done: true, value: undefined });
      cancelling.resolve();
    }
    return cancelling.promise;
  };
  const lock = (): void => {
    if (locked) throw new TypeError('The body is locked to a reader');
    locked = true;
  };
  const getReader = (): object => {
    lock();
    let released = false;
    const unlessReleased = <T>(act: () => Promise<T>): Promise<T> =>
      released ? refused('The reader has been released') : act();
    return {
      read: () => unlessReleased(read),
      cancel: () => unlessReleased(cancel),
      releaseLock: () => {
        if (!released) locked = false;
        released = true;
      },
    };
  };
  /** The platform's stream of what is left, for what only the platform does. */
  const platforms = (): ReadableStream<Uint8Array> => {
    lock();
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> =>
      read().then(({ done, value }) => (done ? controller.close() : controller.enqueue(value)));
    return new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
  };
  return {
    push: (value) => offer({ done: false, value }),
    end: () => offer({ done: true, value: undefined }),
    fail: (error) => {
      if (ended || failure !== undefined) return;
      // As a stream that errors does: what was not yet read is gone.
      failure = { error };
      waiting.length = 0;
      for (const each of asked.splice(0)) each.reject(error);
    },
    get unread() {
      return waiting.filter(({ done }) => !done).length;
    },
    get used() {
      return used;
    },
    stream: {
      get locked() {
        return locked;
      },
      getReader,
      cancel: () => (locked ? refused('The body is locked to a reader') : cancel()),
      pipeThrough: (...args) => platforms().pipeThrough(...args),
      pipeTo: (...args) => platforms().pipeTo(...args),
      tee: () => platforms().tee(),
      [Symbol.asyncIterator]: () => {
        lock();
        return { next: read, return: () => cancel().then(() => ({ done: true as const, value: undefined })) };
      },
    },
    whole: () => {
      if (locked || used) return refused('The body is locked to a reader, or has been read');
      lock();
      const chunks: Uint8Array[] = [];
      const more = (): Promise<Uint8Array<ArrayBuffer>> =>
        read().then(({ done, value }) => {
          if (done) return joined(chunks);
          chunks.push(value);
          return more();
        });
      return more();
    },
  };
}

function refused(why: string): Promise<never> {
  const refusing = promptly<never>();
  refusing.reject(new TypeError(why));
  return refusing.promise;
}

function joined(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
