import { parseArgs } from 'node:util';
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
import { backoff, realtimeClient } from 'rxwire/node';
import { jsonReport, terminalReport } from './report.js';
import { registry } from './registry.js';
import type { Telemetry } from './registry.js';
import { telemetryServer } from './telemetryServer.js';
import { trouble } from './trouble.js';

const usage = `npm start                                 an embedded server, its failures, and a client that lives through them
npm start -- --url wss://example.org      the same client against a server of yours
  --for <seconds>     end by itself (default: at Ctrl-C)
  --pace <factor>     run the script of failures so many times faster (default 1)
  --json              one JSON object a line, as when piped`;

const options = readOptions();
const pace = Number(options.pace);
const seconds = options.for === undefined ? undefined : Number(options.for);
if (!(pace > 0)) refuse(`--pace must be a number above 0; got ${options.pace}`);
if (seconds !== undefined && !(seconds > 0)) refuse(`--for must be a number of seconds; got ${options.for}`);
if (options.url !== undefined && !/^(ws|http)s?:\/\/./.test(options.url)) {
  refuse(`--url must be a ws, wss, http or https URL; got ${options.url}`);
}
if (options.help) {
  console.log(usage);
  process.exit();
}

const report =
  process.stdout.isTTY && process.stdout.columns > 0 && !options.json
    ? terminalReport(process.stdout)
    : jsonReport((text) => process.stdout.write(text));
const stop$ = new Subject<void>();
let interrupted = false;
// A reader that goes away (`| head -1`) ends the program like Ctrl-C.
process.stdout.on('error', () => stop$.next());

const server = options.url === undefined ? await telemetryServer({ every: 250 / pace }) : undefined;
const url = options.url ?? server?.url ?? '';
report.note('info', `url           ${url}${server ? ' (embedded; this machine’s telemetry)' : ''}`);

const client = realtimeClient({
  url,
  codec: registry,
  policy: backoff({
    initialDelay: 500 / pace,
    maxDelay: 5_000 / pace,
    jitter: 'equal',
    maxAttempts: Infinity,
  }),
  reconnect: { minUptime: 3_000 / pace },
  heartbeat: {
    interval: 2_000 / pace,
    timeout: 1_500 / pace,
    ping: () => registry.create('ping'),
    isPong: (message, ping) => message.type === 'pong' && message.id === ping.id,
  },
  lazy: false,
});

let telemetry: Telemetry | undefined;
// To the very end: also the disconnecting is told.
client.state$.pipe(skip(1)).subscribe((state) => report.lifecycle(state, client.metrics.snapshot().queued));
merge(
  client.messages$.pipe(
    tap((message) => {
      if (message.type === 'telemetry') telemetry = message.data;
    }),
  ),
  client.invalid$.pipe(
    tap(({ path, reason }) => report.note('error', `invalid message at ${path || 'its root'}: ${reason}`)),
  ),
  // What this program has to say, link or no link: one line every half second.
  server === undefined
    ? NEVER
    : interval(500 / pace).pipe(
        tap((count) => client.send(registry.create('chat', { text: `line ${count + 1}` }))),
      ),
  interval(1_000).pipe(
    map(() => client.metrics.snapshot()),
    startWith(client.metrics.snapshot()),
    pairwise(),
    tap(([before, metrics]) =>
      report.second({ perSecond: metrics.received - before.received, metrics, telemetry }),
    ),
  ),
  server === undefined ? NEVER : trouble(server, pace).pipe(tap((words) => report.note('trouble', words))),
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
    report.end(client.metrics.snapshot(), left);
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

function readOptions() {
  try {
    return parseArgs({
      options: {
        url: { type: 'string' },
        for: { type: 'string' },
        pace: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function refuse(words: string): never {
  console.error(`${words}\n\n${usage}`);
  process.exit(2);
}
