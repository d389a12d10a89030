import type { Observable, Subscription } from 'rxjs';

/** Work of which one piece is done after the other. */
export interface JobQueue<T> {
  add(job$: Observable<T>): void;
  stop(): void;
}

/**
 * Runs jobs one after the other.
 *
 * ```text
 * add          a-b--------
 * a            --1-2|
 * b                 --3|
 * onResult     --1-2--3
 * ```
 *
 * As `concatMap` does, but without work it is nothing more than this object: a hub has one for each client. What a job
 * fails with is the job's own business; the next one follows all the same.
 *
 * Finalization: `stop` unsubscribes from the job that runs, and forgets the others.
 */
export function jobQueue<T>(onResult: (result: T) => void): JobQueue<T> {
  return new Queue(onResult);
}

class Queue<T> implements JobQueue<T> {
  private waiting: Observable<T>[] | undefined;
  private current: Subscription | undefined;
  private isBusy = false;
  private isLooping = false;
  private isStopped = false;

  constructor(private readonly onResult: (result: T) => void) {}

  add(job$: Observable<T>): void {
    if (this.isStopped) return;
    (this.waiting ??= []).push(job$);
    this.run();
  }

  stop(): void {
    this.isStopped = true;
    this.waiting = undefined;
    this.current?.unsubscribe();
  }

  /** A loop: there may be many jobs that are done at once. */
  private run(): void {
    if (this.isLooping) return;
    this.isLooping = true;
    for (let job$ = this.next(); job$ !== undefined; job$ = this.next()) {
      this.isBusy = true;
      const current = job$.subscribe(this.onResult);
      this.current = current;
      current.add(() => {
        this.isBusy = false;
        this.current = undefined;
        this.run();
      });
      if (this.isStopped) current.unsubscribe();
    }
    this.isLooping = false;
  }

  private next(): Observable<T> | undefined {
    if (this.isBusy || this.waiting === undefined) return undefined;
    const job$ = this.waiting.shift();
    // Not an empty array, which keeps its room.
    if (this.waiting.length === 0) this.waiting = undefined;
    return job$;
  }
}
