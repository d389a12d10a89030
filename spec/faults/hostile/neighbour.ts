import { once } from 'node:events';
import { WebSocket } from 'ws';

/** A well-behaved client, which publishes and hears what it publishes. */
export interface Neighbour {
  /** From saying a publication to hearing it, in ms. */
  roundTrip(): Promise<number>;
  /** Offsets of what it has heard. */
  readonly offsets: readonly number[];
  leave(): void;
}

export async function neighbour(port: number, name = 'neighbour'): Promise<Neighbour> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/hub?user=${name}`);
  const offsets: number[] = [];
  let heard: ((id: string) => void) | undefined;
  let count = 0;
  const ready = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const {
        id,
        offset,
        data: about,
      } = JSON.parse(data.toString()) as {
        readonly id?: string;
        readonly offset?: number;
        readonly data: { readonly action?: string };
      };
      if (about.action === 'subscribed') resolve();
      if (offset === undefined || id === undefined) return;
      offsets.push(offset);
      heard?.(id);
    });
  });
  await once(socket, 'open');
  socket.send(`{"type":"systemMessage","id":"s","data":{"action":"subscribe","channel":"private:${name}"}}`);
  await ready;

  return {
    offsets,
    roundTrip: () =>
      new Promise((resolve, reject) => {
        const id = `n-${(count += 1)}`;
        const started = performance.now();
        const gone = (code: number): void => reject(new Error(`the neighbour was closed with ${code}`));
        socket.once('close', gone);
        heard = (own) => {
          if (own !== id) return;
          socket.off('close', gone);
          resolve(performance.now() - started);
        };
        socket.send(`{"type":"chat","id":"${id}","channel":"private:${name}","data":{"text":"hello"}}`);
      }),
    leave: () => socket.close(),
  };
}
