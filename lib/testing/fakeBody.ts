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
    [Symbol.asyncIterator](): AsyncIterator<Uint8Array>;
  };
  /** All of it, for `text()` and the like. */
  whole(): Promise<Uint8Array>;
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
      getReader: () => {
        lock();
        return { read, cancel, releaseLock: () => void (locked = false) };
      },
      cancel,
      [Symbol.asyncIterator]: () => {
        lock();
        return { next: read, return: () => cancel().then(() => ({ done: true as const, value: undefined })) };
      },
    },
    whole: () => {
      lock();
      const chunks: Uint8Array[] = [];
      const more = (): Promise<Uint8Array> =>
        read().then(({ done, value }) => {
          if (done) return joined(chunks);
          chunks.push(value);
          return more();
        });
      return more();
    },
  };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}
