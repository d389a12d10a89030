import { Subscription, asyncScheduler } from 'rxjs';
import { fakeSocket } from '../../lib/testing/fakeSocket.js';
import type { FakeWebSocketPeer } from 'rxwire/testing';

/** A socket, its other end, and what its maker is told. */
function dialled() {
  const told: unknown[] = [];
  const peers: FakeWebSocketPeer[] = [];
  const script = new Subscription();
  const Socket = fakeSocket({
    scheduler: asyncScheduler,
    dialled: (peer) => {
      peers.push(peer);
      return script;
    },
    sent: (data) => told.push(['sent', data]),
    closing: (_, words) => {
      told.push(['closing', ...words]);
      return new Subscription();
    },
  });
  return { Socket, socket: new Socket('ws://a'), peer: peers[0] as FakeWebSocketPeer, told, script };
}

describe('fakeSocket', () => {
  it('has the constants of the standard, on the class and on its objects', () => {
    const { Socket, socket } = dialled();

    for (const each of [{ ...Socket }, socket]) {
      expect(each).toMatchObject({ CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 });
    }
  });

  it('turns http into ws', () => {
    const { Socket } = dialled();

    expect(new Socket('https://a/b').url).toBe('wss://a/b');
  });

  it('tells its maker of what is sent and how it is closed, as it was said', () => {
    const { socket, peer, told } = dialled();

    peer.open();
    socket.send('a');
    socket.close(3000, 'bye');
    socket.close(3001);

    expect(told).toEqual([
      ['sent', 'a'],
      ['closing', 3000, 'bye'],
    ]);
  });

  it('stops its script when it is closed, and keeps it while it closes', () => {
    const { socket, peer, script } = dialled();

    peer.open();
    socket.close();
    expect([socket.readyState, script.closed]).toEqual([2, false]);

    peer.close();
    expect([socket.readyState, script.closed]).toEqual([3, true]);
  });

  it('hands out a copy of a binary frame', () => {
    const { socket, peer } = dialled();
    const frame = new Uint8Array([1, 2, 3]);
    const got: ArrayBuffer[] = [];
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }: { readonly data: ArrayBuffer }) => got.push(data);

    peer.open();
    peer.send(frame.subarray(1));
    frame.fill(0);

    expect(got.map((each) => [...new Uint8Array(each)])).toEqual([[2, 3]]);
  });

  it('says where a message came from', () => {
    const { socket, peer } = dialled();
    const origins: string[] = [];
    socket.onmessage = ({ origin }: { readonly origin: string }) => origins.push(origin);

    peer.open();
    peer.send('a');

    expect(origins).toEqual(['ws://a']);
  });

  it.each<[string, (peer: FakeWebSocketPeer) => void]>([
    ['open', (peer) => peer.open()],
    ['send', (peer) => peer.send('late')],
    ['close', (peer) => peer.close(1000)],
    ['break', (peer) => peer.break()],
    ['violate', (peer) => peer.violate()],
  ])('hears nothing of %s after its end', (_, act) => {
    const { socket, peer } = dialled();
    const heard: string[] = [];
    peer.open();
    peer.close();
    for (const type of ['open', 'message', 'error', 'close'])
      socket.addEventListener(type, () => heard.push(type));

    act(peer);

    expect(heard).toEqual([]);
  });

  it('tells of a link that breaks by its close alone, unless there is an error to tell, as ws does', () => {
    const told = (error?: Error): unknown[] => {
      const { socket, peer } = dialled();
      const events: unknown[] = [];
      socket.onerror = ({ message }: { readonly message: string }) => events.push(message);
      socket.onclose = ({ code, wasClean }: { readonly code: number; readonly wasClean: boolean }) =>
        events.push(code, wasClean);
      peer.open();
      peer.break(error);
      return events;
    };

    expect(told()).toEqual([1006, false]);
    expect(told(new Error('reset'))).toEqual(['reset', 1006, false]);
  });

  it('knows two binary types, and keeps to its own where it is given another', () => {
    const { socket } = dialled();
    const types = ['arraybuffer', 'stone', 'blob', 'nodebuffer'].map((type) => {
      socket.binaryType = type;
      return socket.binaryType;
    });

    expect(types).toEqual(['arraybuffer', 'arraybuffer', 'blob', 'blob']);
  });
});
