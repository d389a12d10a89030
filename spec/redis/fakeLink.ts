import { ErrorReply } from 'redis';
import { Subject } from 'rxjs';
import type { Announcement, RedisLink } from '../../lib/redis/RedisLink.js';

/** A link that does nothing but what the test says. */
export interface FakeLink extends RedisLink {
  /** What came, in order: `publish a`, `load`, `listen a,b`, `ignore a`. */
  readonly log: string[];
  /** Answers the oldest that waits for an answer. */
  answer(reply: unknown): Promise<void>;
  refuse(error: unknown): Promise<void>;
  readonly announcements$: Subject<Announcement>;
  readonly failures: unknown[];
}

export function fakeLink(): FakeLink {
  const log: string[] = [];
  const waiting: { resolve(value: unknown): void; reject(error: unknown): void }[] = [];
  const announcements$ = new Subject<Announcement>();
  const failures: unknown[] = [];
  const asked = (words: string): Promise<unknown> => {
    log.push(words);
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
  return {
    log,
    failures,
    announcements$,
    incoming$: announcements$,
    send: () => undefined,
    buffered: () => 0,
    close: () => undefined,
    run: ({ name }, _keys, args) => asked(`${name} ${args[0]}`),
    load: () => asked('load'),
    listen: (channels) => asked(`listen ${channels}`),
    ignore: (channels) => asked(`ignore ${channels}`),
    fail: (error) => failures.push(error),
    answer: async (reply) => {
      waiting.shift()?.resolve(reply);
      await settled();
    },
    refuse: async (error) => {
      waiting.shift()?.reject(error);
      await settled();
    },
  };
}

/** Lets every promise that can settle do so. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 20; n++) await Promise.resolve();
}

/** What the engine answers, as the client throws it. */
export function replyError(words: string): Error {
  return new ErrorReply(words);
}
