import { NEVER, Subject, of } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { multiplex } from 'rxwire';
import type { ChannelClient } from 'rxwire';
import { cpuTime } from './cpuTime.js';
import { race } from './harness.js';
import type { Race, Turn } from './harness.js';

export const name = 'multiplex';

interface Price {
  readonly topic: string;
  readonly price: number;
}

/** A socket that nothing is behind: what is measured is the way from its message to the observer of the key. */
class StillSocket {
  static latest: StillSocket;
  readyState = 1;
  binaryType = 'blob';
  onopen?: (event: object) => void;
  onmessage?: (event: object) => void;
  constructor() {
    StillSocket.latest = this;
  }
  send(): void {}
  close(): void {}
}

/** From the message, which both get as the same object, to the observer; keys in turn. */
export async function run(): Promise<readonly Race[]> {
  const races: Race[] = [];
  for (const [keys, slow, fast] of [
    [1, 1_000_000, 1_000_000],
    [100, 100_000, 1_000_000],
    [1_000, 10_000, 1_000_000],
    [10_000, 1_000, 1_000_000],
  ] as const) {
    const messages = Array.from({ length: keys }, (_, key): Price => ({ topic: `topic:${key}`, price: key }));
    const next = (turn: number): Price => messages[(turn * 7_919) % keys] as Price;
    const ours = ourTurn(messages, next, fast);
    const contestants = [
      { name: 'rxjs/webSocket multiplex', run: theirTurn(messages, next, slow) },
      { name: 'rxwire multiplex', run: ours },
    ];
    races.push(
      await race({
        title: `multiplex: messages to one of ${keys} keys, by CPU time`,
        baseline: 'rxjs/webSocket multiplex',
        contestants,
        rounds: 3,
        warmUp: 1,
      }),
    );
  }
  return [...races, await subscribing()];
}

function clientOf(): { readonly client: ChannelClient<Price, string>; readonly messages$: Subject<Price> } {
  const messages$ = new Subject<Price>();
  const connection = { incoming$: NEVER, send: () => {}, buffered: () => 0, close: () => {} };
  return { client: { state$: of({ status: 'connected', connection }), messages$ } as never, messages$ };
}
function oursOver(client: ChannelClient<Price, string>) {
  return multiplex(client, { keyOf: ({ topic }) => topic, subscribe: ({ key }) => key });
}

function ourTurn(all: readonly Price[], next: (turn: number) => Price, count: number) {
  return (): Turn => {
    const { client, messages$ } = clientOf();
    const prices = oursOver(client);
    let seen = 0;
    const subscriptions = all.map(({ topic }) => prices.channel(topic).subscribe(() => (seen += 1)));
    const started = cpuTime();
    for (let turn = 0; turn < count; turn++) messages$.next(next(turn));
    const elapsed = cpuTime() - started;
    if (seen !== count) throw new Error(`${seen} of ${count} arrived`);
    subscriptions.forEach((subscription) => subscription.unsubscribe());
    return { operations: count, elapsed };
  };
}

function theirTurn(all: readonly Price[], next: (turn: number) => Price, count: number) {
  return (): Turn => {
    const subject$ = webSocket<Price>({
      url: 'ws://nowhere',
      WebSocketCtor: StillSocket as never,
      deserializer: ({ data }) => data as Price,
    });
    let seen = 0;
    const subscriptions = all.map(({ topic }) =>
      subject$
        .multiplex(
          () => ({}),
          () => ({}),
          (message) => message.topic === topic,
        )
        .subscribe(() => (seen += 1)),
    );
    const socket = StillSocket.latest;
    socket.onopen?.({});
    const started = cpuTime();
    for (let turn = 0; turn < count; turn++) socket.onmessage?.({ data: next(turn) });
    const elapsed = cpuTime() - started;
    if (seen !== count) throw new Error(`${seen} of ${count} arrived`);
    subscriptions.forEach((subscription) => subscription.unsubscribe());
    return { operations: count, elapsed };
  };
}

function subscribingTurn(all: readonly Price[]) {
  return async (): Promise<Turn> => {
    const { client } = clientOf();
    const prices = oursOver(client);
    const before = (globalThis.gc?.(), process.memoryUsage().heapUsed);
    const started = cpuTime();
    const subscriptions = all.map(({ topic }) => prices.channel(topic).subscribe());
    // What is asked for in one turn is settled at its end.
    await new Promise(setImmediate);
    const elapsed = cpuTime() - started;
    globalThis.gc?.();
    const bytes = (process.memoryUsage().heapUsed - before) / all.length;
    console.log(`  ${all.length} keys: ${bytes.toFixed(0)} bytes an idle key`);
    subscriptions.forEach((subscription) => subscription.unsubscribe());
    return { operations: all.length, elapsed };
  };
}

/** Subscribing is linear if a key costs the same among ten times as many. */
function subscribing(): Promise<Race> {
  const keysOf = (count: number) =>
    Array.from({ length: count }, (_, key): Price => ({ topic: `topic:${key}`, price: key }));
  return race({
    title: 'multiplex: keys subscribed to',
    baseline: '10,000 keys',
    contestants: [
      { name: '10,000 keys', run: subscribingTurn(keysOf(10_000)) },
      { name: '100,000 keys', run: subscribingTurn(keysOf(100_000)) },
    ],
    rounds: 3,
    warmUp: 1,
  });
}
