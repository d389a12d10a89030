import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { WebSocket } from 'ws';
import { acceptConnection } from '../../lib/server/acceptConnection.js';
import { recorded } from '../support/recorded.js';

/** As much of an open socket of `ws` as a connection touches. */
class FakeSocket extends EventEmitter {
  binaryType = '';
  readyState = 1;
  bufferedAmount = 3;
  protocol = 'v1';
  extensions = '';
  readonly sent: unknown[] = [];
  readonly closes: unknown[] = [];
  send(data: unknown): void {
    this.sent.push(data);
  }
  close(...words: unknown[]): void {
    this.closes.push(words);
    this.readyState = 2;
  }
}

const accepted = () => {
  const socket = new FakeSocket();
  const connection = acceptConnection(socket as unknown as WebSocket, new PassThrough(), {} as never);
  return { socket, connection };
};

describe('acceptConnection', () => {
  it('keeps the frames of the opening turn for the first subscriber', () => {
    const { socket, connection } = accepted();

    socket.emit('message', Buffer.from('early'), false);

    expect(recorded(connection.incoming$).seen).toEqual(['early']);
  });

  it('tells the end once, at the first sign of it, and nothing that comes later', async () => {
    const { socket, connection } = accepted();
    const [incoming, ended] = [recorded(connection.incoming$), recorded(connection.ended$)];

    connection.close(4100, 'later');
    socket.emit('message', Buffer.from('late'), false);
    socket.emit('close', 4100, Buffer.from('later'));

    expect(await ended.all()).toHaveLength(1);
    expect(ended.seen[0]).toMatchObject({ code: 4100, wasClean: false });
    expect(incoming.seen).toEqual([]);
    expect(socket.closes).toEqual([[4100, 'later']]);
    connection.close(4101);
    expect(socket.closes).toHaveLength(1);
  });

  it('sends nothing on a socket that is closing', () => {
    const { socket, connection } = accepted();
    socket.readyState = 2;

    expect(() => connection.send('x')).toThrow('send: the link is not open');
    expect(() => connection.ping()).toThrow('ping: the link is not open');
    expect(socket.sent).toEqual([]);
  });

  it('refuses codes that an application may not close with', () => {
    expect(() => accepted().connection.close(1001)).toThrow(RangeError);
  });
});
