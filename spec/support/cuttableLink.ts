import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Stands between a program and a server, and is the network between them: whole, cut, or a black hole. */
export interface CuttableLink {
  readonly port: number;
  /** Resets what is open; whoever dials is reset. */
  cut(): void;
  /** From now on nothing passes, on old connections and new ones, and nobody is told. */
  silence(): void;
  /** Lets new connections through again; those that were silent are reset. */
  mend(): void;
  close(): Promise<void>;
}

export async function cuttableLink(target: number): Promise<CuttableLink> {
  const open = new Set<Socket>();
  let state: 'whole' | 'cut' | 'silent' = 'whole';
  const track = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on('error', () => undefined).on('close', () => open.delete(socket));
  };
  const reset = (): void => {
    // What has been ended by the other side cannot be reset any more: its handle would stay, and the process with it.
    for (const socket of open) socket[socket.writableEnded ? 'destroy' : 'resetAndDestroy']();
  };
  const server = createServer((near) => {
    track(near);
    if (state === 'cut') return near.resetAndDestroy();
    if (state === 'silent') return near.pause();
    const far = track(connect(target, '127.0.0.1'));
    near.on('close', () => far.destroy()).pipe(far, { end: false });
    far.on('close', () => near.destroy()).pipe(near, { end: false });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      state = 'cut';
      reset();
    },
    silence: () => {
      state = 'silent';
      for (const socket of open) socket.unpipe().pause();
    },
    mend: () => {
      state = 'whole';
      reset();
    },
    close: async () => {
      reset();
      server.close();
      await once(server, 'close');
    },
  };
}
