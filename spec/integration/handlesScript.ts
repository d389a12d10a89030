/**
 * Run by handles.spec.ts in a process of its own: brings a link into each phase, unsubscribes, and prints what there is
 * that keeps a process alive. At last it leaves a silent peer to itself, and must end without being told.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import {
  NEVER,
  ReplaySubject,
  Subject,
  asyncScheduler,
  ignoreElements,
  merge,
  mergeMap,
  observeOn,
  of,
  tap,
} from 'rxjs';
import type { Observable } from 'rxjs';
import { fromEventSource as fromPlatform } from 'rxwire';
import { constant, fromEventSource, fromWebSocket, handshakeGate, heartbeat, outbox } from 'rxwire/node';
import { protocolPing, realtimeClient, reconnect } from 'rxwire/node';
import type { FromWebSocketConfig, RealtimeClient, RealtimeClientOptions } from 'rxwire/node';
import { fromWebSocketServer, hub, memoryBroker } from 'rxwire/server';
import type { HubEvent } from 'rxwire/server';
import { textCodec } from '../support/textCodec.js';
import type { HandlesUrls } from './handles.spec.js';

const urls = JSON.parse(process.argv[2] ?? '{}') as HandlesUrls;
const policy = constant(60_000);
const resources = (): string => process.getActiveResourcesInfo().sort().join(' ');
const always = (): boolean => true;

const dial = (url: FromWebSocketConfig['url']) => fromWebSocket({ url, closeTimeout: 100 });
const client = (
  url: string,
  config: Partial<RealtimeClientOptions<string, string, string>> = {},
): RealtimeClient<string, string, string> =>
  realtimeClient({ url, codec: textCodec, policy, closeTimeout: 100, ...config });

/** Either fetch: undici's with an agent of each attempt's own, and the platform's. */
const source = (from: typeof fromPlatform, url: FromWebSocketConfig['url']) =>
  from({ url, idleTimeout: 60_000 });
const http = (url: string): string => url.replace('ws', 'http');

type Leave = () => void;

/** Subscribes; resolves when a value says that the phase is reached, with what leaves it. */
function enter<T>(story$: Observable<T>, reached: (value: T) => boolean = always): Promise<Leave> {
  return new Promise((resolve, reject) => {
    const subscription = story$.pipe(observeOn(asyncScheduler)).subscribe({
      next: (value) => {
        if (reached(value)) resolve(() => subscription.unsubscribe());
      },
      error: reject,
    });
  });
}

const phases: Readonly<Record<string, () => Promise<Leave>>> = {
  'resolving the URL': () => enter(merge(of(0), dial(NEVER))),
  connecting: async () => {
    const subscription = dial(urls.mute).subscribe();
    return () => subscription.unsubscribe();
  },
  'awaiting the handshake': () => enter(merge(of(0).pipe(observeOn(asyncScheduler, 50)), dial(urls.mute))),
  open: () => enter(dial(urls.live)),
  'open to a peer that never answers': () => enter(dial(urls.silent)),
  'closing by the peer': () => enter(dial(urls.closing)),
  'between two pings': () => enter(dial(urls.live).pipe(heartbeat({ ping: () => 'ping' }))),
  'watching for silence': () => enter(dial(urls.live).pipe(heartbeat())),
  'awaiting a pong': () =>
    enter(
      dial(urls.silent).pipe(protocolPing({ interval: 1, timeout: 60_000 }), observeOn(asyncScheduler, 20)),
    ),
  'before a gate that is shut': () => {
    const asked$ = new Subject<number>();
    const answer = (): undefined => asked$.next(0) as undefined;
    return enter(merge(asked$, dial(urls.live).pipe(handshakeGate({ hello: 'let me in', answer }))));
  },
  'waiting for the next dial': () =>
    enter(dial(urls.refused).pipe(reconnect(policy)), ({ status }) => status === 'waiting'),
  'with an outbox that is stalled': () => {
    const box = outbox<Uint8Array>({ capacity: 1_000, maxBytes: 2 ** 25 });
    const fill = (): void => {
      while (box.counts().queued < 10) box.send(new Uint8Array(65_536));
    };
    return enter(
      dial(urls.silent).pipe(
        reconnect(policy),
        box.deliver(),
        tap(({ status }) => void (status === 'connected' && asyncScheduler.schedule(fill))),
        mergeMap(({ status }) => (status === 'connected' ? of(0).pipe(observeOn(asyncScheduler, 50)) : [])),
      ),
    );
  },
  'listening to a client': () => {
    const { messages$, send } = client(urls.live);
    send('echo');
    return enter(messages$);
  },
  'lingering after the last listener': () => {
    const { messages$, send } = client(urls.live, { linger: 50 });
    send('echo');
    return enter(messages$);
  },
  'with requests, metrics and a drain under way': async () => {
    const { metrics$, request, connect, drain, send, dispose, state$ } = client(urls.silent, {
      heartbeat: { ping: () => 'ping' },
      idOf: (text) => text,
    });
    connect();
    await enter(state$, ({ status }) => status === 'connected');
    for (let index = 0; index < 100; index += 1) send('x'.repeat(2 ** 17));
    metrics$.subscribe();
    request('1').subscribe({ error: () => undefined });
    drain();
    return dispose;
  },
  'serving a hub to a subscriber that stays': () => {
    const rooms = hub({ broker: memoryBroker(), authorize: () => true });
    const port$ = new ReplaySubject<number>(1);
    const onListening = ({ port }: AddressInfo): void => port$.next(port);
    const subscriber$ = port$.pipe(
      mergeMap((port) => dial(`ws://127.0.0.1:${port}`)),
      tap(({ send }) =>
        send('{"type":"systemMessage","id":"r","data":{"action":"subscribe","channel":"a"}}'),
      ),
      ignoreElements(),
    );
    const server$ = fromWebSocketServer({ host: '127.0.0.1', port: 0, closeTimeout: 100, onListening });
    return enter(
      merge(subscriber$, server$.pipe(rooms.serve())),
      (event: HubEvent) => event.type === 'subscribed',
    );
  },
};

/** The phases of an event stream. */
const streaming = (from: typeof fromPlatform): Readonly<Record<string, () => Promise<Leave>>> => ({
  'resolving the URL of an event stream': () => enter(merge(of(0), source(from, NEVER))),
  'awaiting the response': () =>
    enter(merge(of(0).pipe(observeOn(asyncScheduler, 50)), source(from, urls.unanswered))),
  'open, in the middle of an event': () =>
    enter(source(from, urls.events).pipe(mergeMap(({ incoming$ }) => incoming$))),
  'waiting for the next dial of an event stream': () =>
    enter(source(from, http(urls.refused)).pipe(reconnect(policy)), ({ status }) => status === 'waiting'),
});

async function run(): Promise<void> {
  const idle = resources();
  const all = [phases, streaming(fromEventSource), streaming(fromPlatform)].flatMap(
    Object.entries<() => Promise<Leave>>,
  );
  for (const [phase, reach] of all) {
    const leave = await reach();
    const during = resources();
    leave();
    for (let looks = 0; resources() !== idle && looks < 600; looks += 1) await delay(5);
    console.log(JSON.stringify({ phase, idle, during, after: resources() }));
  }
  const leave = await enter(dial(urls.silent));
  leave();
  console.log('left');
}

void run();
