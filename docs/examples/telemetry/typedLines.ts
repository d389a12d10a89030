import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Subject, concatMap, defer, ignoreElements, merge, of, repeat, takeWhile } from 'rxjs';
import type { Observable } from 'rxjs';

/** What is typed, or piped in. */
export interface TypedLines {
  /** Hands out the lines in order; at most `atOnce` are being dealt with, and the others wait outside. Ends with the input. */
  each(deal: (line: string) => Observable<never>): Observable<never>;
  /** What is being typed, while the terminal is ours; undefined otherwise. */
  draft(): string | undefined;
  /** A key was pressed, or the input has ended. */
  readonly typed$: Observable<void>;
  /** Ctrl-C, which is a key like others while the terminal is ours. */
  readonly interrupted$: Observable<void>;
  close(): void;
}

const atOnce = 20;
const over = Symbol('over');

/** Reads lines. `ours`: the terminal shows what is typed only where we draw it. */
export function typedLines(input: NodeJS.ReadStream, ours: boolean): TypedLines {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface(ours ? { input, output: nowhere, terminal: true } : { input });
  const iterator = lines[Symbol.asyncIterator]();
  const typed$ = new Subject<void>();
  const interrupted$ = new Subject<void>();
  let isClosed = false;
  lines.once('close', () => {
    isClosed = true;
    typed$.next();
  });
  const onKey = (): void => typed$.next();
  if (ours) {
    lines.on('SIGINT', () => interrupted$.next());
    input.on('keypress', onKey);
  }

  return {
    each: (deal) => {
      const one$ = defer(() => iterator.next()).pipe(
        concatMap(({ done, value }) => (done === true ? of(over) : deal(String(value)))),
      );
      const oneByOne$ = one$.pipe(
        repeat(),
        takeWhile((word) => word !== over),
      );
      return merge(...Array.from({ length: atOnce }, () => oneByOne$)).pipe(ignoreElements());
    },
    draft: () => (ours && !isClosed ? lines.line : undefined),
    typed$: typed$.asObservable(),
    interrupted$: interrupted$.asObservable(),
    close: () => {
      input.off('keypress', onKey);
      lines.close();
      input.pause();
      if ('unref' in input) (input as Socket).unref();
    },
  };
}
