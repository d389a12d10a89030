import {
  EMPTY,
  NEVER,
  Subject,
  catchError,
  concatWith,
  defer,
  ignoreElements,
  interval,
  map,
  merge,
  pairwise,
  skip,
  startWith,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { jsonReport } from './jsonReport.js';
import { readOptions } from './options.js';
import { registry } from './registry.js';
import type { Telemetry } from './registry.js';
import { telemetryServer } from './telemetryServer.js';
import { terminalReport } from './terminalReport.js';
import { trouble } from './trouble.js';
import { watchEvents } from './watchEvents.js';
import { webSocketClient } from './webSocketClient.js';

const options = readOptions();
const { pace, seconds } = options;
const report =
  process.stdout.isTTY && process.stdout.columns > 0 && !options.json
    ? terminalReport(process.stdout)
    : jsonReport((text) => process.stdout.write(text));
const stop$ = new Subject<void>();
let interrupted = false;
// A reader that goes away (`| head -1`) ends the program like Ctrl-C.
process.stdout.on('error', () => stop$.next());

const server =
  options.url === undefined ? await telemetryServer({ every: 250 / pace, retry: 1_000 / pace }) : undefined;
const url = options.url ?? server?.url ?? '';
report.note('info', `url           ${url}${server ? ' (embedded; this machine’s telemetry)' : ''}`);
if (server) report.note('info', `event stream  ${server.eventsUrl} (the same)`);

const client = webSocketClient(url, pace);
const events = server && watchEvents({ url: server.eventsUrl, pace, report });
const numbers = () => ({ metrics: client.metrics.snapshot(), events: events?.counts() });

let telemetry: Telemetry | undefined;
// To the very end: also the disconnecting is told.
client.state$
  .pipe(skip(1))
  .subscribe((state) => report.lifecycle('websocket', state, client.metrics.snapshot().queued));
merge(
  client.messages$.pipe(
    tap((message) => {
      if (message.type === 'telemetry') telemetry = message.data;
    }),
  ),
  client.invalid$.pipe(
    tap(({ path, reason }) => report.note('error', `invalid message at ${path || 'its root'}: ${reason}`)),
  ),
  events?.messages$ ?? NEVER,
  // What this program has to say, link or no link: one line every half second.
  server === undefined
    ? NEVER
    : interval(500 / pace).pipe(
        tap((count) => client.send(registry.create('chat', { text: `line ${count + 1}` }))),
      ),
  interval(1_000).pipe(
    map(numbers),
    startWith(numbers()),
    pairwise(),
    tap(([before, now]) =>
      report.second({
        metrics: now.metrics,
        perSecond: now.metrics.received - before.metrics.received,
        events: now.events && {
          ...now.events,
          perSecond: now.events.received - (before.events?.received ?? 0),
        },
        telemetry,
      }),
    ),
  ),
  server === undefined ? NEVER : trouble(server, pace).pipe(tap(report.trouble)),
)
  .pipe(
    takeUntil(stop$),
    ignoreElements(),
    catchError((error: Error) => {
      report.note('error', error.message);
      return EMPTY;
    }),
    concatWith(defer(() => client.drain({ deadline: 2_000 }))),
  )
  .subscribe(({ left }) => {
    report.end({ ...numbers(), left });
    client.dispose();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    void server?.close();
  });

const interrupt = (): void => {
  if (interrupted) process.exit(130);
  interrupted = true;
  stop$.next();
};
// Not once: a library that restores the terminal's cursor ends the process when it finds itself the only listener.
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
if (seconds !== undefined)
  timer(seconds * 1_000)
    .pipe(takeUntil(stop$))
    .subscribe(() => stop$.next());
client.connect();
