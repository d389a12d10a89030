import { ReplaySubject, takeUntil, timer } from 'rxjs';
import { jsonReport } from './jsonReport.js';
import { readOptions } from './options.js';
import { runHub } from './runHub.js';
import { terminalReport } from './terminalReport.js';
import { typedLines } from './typedLines.js';
import { watchServer } from './watchServer.js';

const options = readOptions();
const { url, redis, pace, seconds } = options;
const isTerminal = process.stdout.isTTY && process.stdout.columns > 0 && !options.json;
const report = isTerminal ? terminalReport(process.stdout) : jsonReport((text) => process.stdout.write(text));
const stop$ = new ReplaySubject<void>(1);
let interrupted = false;
const interrupt = (): void => {
  if (interrupted) process.exit(130);
  interrupted = true;
  stop$.next();
};
// A reader that goes away (`| head -1`) ends the program like Ctrl-C.
process.stdout.on('error', () => stop$.next());
// Not once: a library that restores the terminal's cursor ends the process when it finds itself the only listener.
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);

const typed = typedLines(process.stdin, isTerminal && process.stdin.isTTY);
const drafts = typed.typed$.subscribe(() => report.draft(typed.draft()));
const interrupts = typed.interrupted$.subscribe(interrupt);
report.draft(typed.draft());
if (seconds !== undefined)
  timer(seconds * 1_000)
    .pipe(takeUntil(stop$))
    .subscribe(() => stop$.next());

const job = { report, pace, typed, stop$: stop$.asObservable() };
const run$ = url === undefined ? runHub({ ...job, redis }) : watchServer({ ...job, url });
run$.subscribe({
  next: (ok) => (process.exitCode = ok ? 0 : 1),
  error: (error: Error) => {
    report.note('error', error.message);
    process.exitCode = 1;
    end();
  },
  complete: () => end(),
});

function end(): void {
  stop$.next();
  report.end();
  drafts.unsubscribe();
  interrupts.unsubscribe();
  typed.close();
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
}
