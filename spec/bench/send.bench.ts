import { webSocket } from 'rxjs/webSocket';
import { messages } from 'rxwire/messages';
import type { Message } from 'rxwire/messages';
import { realtimeClient } from 'rxwire/node';
import { WebSocket } from 'ws';
import { cpuTime } from './cpuTime.js';
import { race } from './harness.js';
import type { Race, Turn } from './harness.js';
import { startFrameServer } from './startFrameServer.js';

export const name = 'send';

const count = 60_000;
const burst = 500;
const message = messages.create('chat', { text: 'a line of text as people write it', senderId: 'u-17' });

/** From the first send to the server's word that all `count` messages are there. */
export async function run(): Promise<readonly Race[]> {
  const { url, stop } = await startFrameServer();

  /** Sends in bursts with room for the socket between them, the same for all. */
  const sendAll = (send: () => void, buffered: () => number): void => {
    let sent = 0;
    const go = (): void => {
      for (let i = 0; i < burst && sent < count && buffered() < 262_144; i++, sent++) send();
      if (sent < count) setImmediate(go);
    };
    go();
  };

  const bare = (): Promise<Turn> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url, { perMessageDeflate: false });
      let started = 0;
      socket.on('open', () => {
        started = cpuTime();
        socket.send(`count ${count}`);
        sendAll(
          () => socket.send(messages.encode(message)),
          () => socket.bufferedAmount,
        );
      });
      socket.on('message', () => {
        const elapsed = cpuTime() - started;
        socket.once('close', () => resolve({ operations: count, elapsed }));
        socket.close(1000);
      });
    });

  const rxjsWebSocket = (): Promise<Turn> =>
    new Promise((resolve) => {
      let socket: WebSocket | undefined;
      class Recorded extends WebSocket {
        constructor(...args: ConstructorParameters<typeof WebSocket>) {
          super(...args);
          // eslint-disable-next-line @typescript-eslint/no-this-alias -- rxjs/webSocket does not give its socket away
          socket = this;
        }
      }
      let started = 0;
      const subject$ = webSocket<unknown>({
        url,
        WebSocketCtor: Recorded as never,
        serializer: (value) => (typeof value === 'string' ? value : messages.encode(value as Message)),
        deserializer: ({ data }) => data as unknown,
        openObserver: {
          next: () => {
            started = cpuTime();
            subject$.next(`count ${count}`);
            setImmediate(() =>
              sendAll(
                () => subject$.next(message),
                () => socket?.bufferedAmount ?? 0,
              ),
            );
          },
        },
      });
      subject$.subscribe(() => {
        resolve({ operations: count, elapsed: cpuTime() - started });
        subject$.complete();
      });
    });

  const client = (): Promise<Turn> =>
    new Promise((resolve) => {
      const realtime = realtimeClient<string, Message | string, unknown>({
        url,
        codec: {
          decode: (text) => ({ _tag: 'Right', right: text as string }),
          encode: (value) => (typeof value === 'string' ? value : messages.encode(value)),
        },
      });
      let started = 0;
      realtime.messages$.subscribe(() => {
        const elapsed = cpuTime() - started;
        if (realtime.metrics.snapshot().sent !== count + 1)
          throw new Error('the outbox queued or dropped messages');
        realtime.dispose();
        resolve({ operations: count, elapsed });
      });
      realtime.state$.subscribe((state) => {
        if (state.status !== 'connected') return;
        started = cpuTime();
        setImmediate(() => {
          realtime.send(`count ${count}`);
          sendAll(
            () => realtime.send(message),
            () => state.connection.buffered(),
          );
        });
      });
    });

  try {
    return [
      await race({
        title: 'send: messages over loopback, by CPU time of the client',
        baseline: 'ws + encode',
        contestants: [
          { name: 'ws + encode', run: bare },
          { name: 'rxjs/webSocket + encode', run: rxjsWebSocket },
          { name: 'rxwire client: codec, outbox, metrics', run: client },
        ],
      }),
    ];
  } finally {
    stop();
  }
}
