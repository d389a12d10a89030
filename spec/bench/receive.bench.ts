import { firstValueFrom, take, tap } from 'rxjs';
import { webSocket } from 'rxjs/webSocket';
import { messages } from 'rxwire/messages';
import { fromWebSocket, realtimeClient } from 'rxwire/node';
import { WebSocket } from 'ws';
import { cpuTime } from './cpuTime.js';
import { race } from './harness.js';
import type { Race, Turn } from './harness.js';
import { startFrameServer } from './startFrameServer.js';

export const name = 'receive';

// Turns of most of a second: the harness collects garbage before each, which throws optimized code away, and in turns of
// 120,000 messages what is measured is how soon it is back (0.76 for what in longer turns is 0.92).
const count = 400_000;

/** From "go" to the last of `count` messages, over loopback, frames of 150 bytes or so, pre-built by the server. */
export async function run(): Promise<readonly Race[]> {
  const { url, stop } = await startFrameServer();

  const bare = (decode: (text: string) => unknown) => (): Promise<Turn> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url, { perMessageDeflate: false });
      let received = 0;
      let started = 0;
      socket.on('open', () => {
        started = cpuTime();
        socket.send(`go ${count}`);
      });
      socket.on('message', (data) => {
        decode(String(data));
        received += 1;
        if (received < count) return;
        const elapsed = cpuTime() - started;
        socket.once('close', () => resolve({ operations: count, elapsed }));
        socket.close(1000);
      });
    });

  const rxjsWebSocket = (): Promise<Turn> =>
    new Promise((resolve) => {
      const subject$ = webSocket<unknown>({
        url,
        WebSocketCtor: WebSocket as never,
        serializer: (text) => text as string,
        openObserver: {
          next: () => {
            started = cpuTime();
            subject$.next(`go ${count}`);
          },
        },
      });
      let started = 0;
      let received = 0;
      subject$.subscribe(() => {
        received += 1;
        if (received < count) return;
        resolve({ operations: count, elapsed: cpuTime() - started });
        subject$.complete();
      });
    });

  const transportAlone = async (): Promise<Turn> => {
    let started = 0;
    await firstValueFrom(
      fromWebSocket({ url }).pipe(
        tap((connection) => {
          started = cpuTime();
          connection.send(`go ${count}`);
        }),
        (source$) =>
          new (source$.constructor as typeof import('rxjs').Observable)<number>((subscriber) => {
            let received = 0;
            return source$.subscribe((connection) => {
              subscriber.add(
                connection.incoming$.subscribe((data) => {
                  messages.decode(data);
                  if (++received === count) subscriber.next(received);
                }),
              );
            });
          }),
        take(1),
      ),
    );
    return { operations: count, elapsed: cpuTime() - started };
  };

  const client = (): Promise<Turn> =>
    new Promise((resolve) => {
      const realtime = realtimeClient({
        url,
        codec: { decode: messages.decode, encode: String },
        heartbeat: {
          interval: 1_000,
          timeout: 900,
          ping: ({ count: beat }) => `ping ${beat}`,
          isPong: (message) => message.type === 'pong',
        },
      });
      let started = 0;
      let received = 0;
      realtime.messages$.subscribe(() => {
        received += 1;
        if (received < count) return;
        const elapsed = cpuTime() - started;
        if (realtime.metrics.snapshot().received !== count) throw new Error('the metrics miss messages');
        realtime.dispose();
        resolve({ operations: count, elapsed });
      });
      realtime.state$.subscribe(({ status }) => {
        if (status !== 'connected') return;
        started = cpuTime();
        realtime.send(`go ${count}`);
      });
    });

  try {
    return [
      await race({
        title: 'receive: messages over loopback, by CPU time of the client',
        baseline: 'ws + JSON.parse + decode',
        contestants: [
          { name: 'ws + JSON.parse + decode', run: bare((text) => messages.decode(text)) },
          { name: 'ws + JSON.parse', run: bare((text) => JSON.parse(text) as unknown) },
          { name: 'rxjs/webSocket (no decode)', run: rxjsWebSocket },
          { name: 'rxwire fromWebSocket + decode', run: transportAlone },
          { name: 'rxwire client: codec, heartbeat, metrics', run: client },
        ],
      }),
    ];
  } finally {
    stop();
  }
}
