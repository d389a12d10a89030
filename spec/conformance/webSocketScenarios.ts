import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { closedBy } from 'rxwire/testing';
import type { FakeWebSocketConfig } from 'rxwire/testing';
import type { WebSocket as ServerSocket } from 'ws';

/** What the client does, at once or in the turn of an event. */
export type ClientStep =
  | readonly ['send', string]
  | readonly ['sendBytes', number]
  /** Sends more than the network holds. */
  | readonly ['flood', number]
  | readonly ['close', ...unknown[]]
  | readonly ['binaryType', string]
  /** Whatever a socket does, in words of the language: `close(undefined, 'x')`. */
  | readonly ['does', string]
  /** Looks whether something waits to be sent. */
  | readonly ['look'];

/** What the client does and where it stops looking; plain data, so that a page can be told of it. */
export interface ClientPlan {
  /** Relative to the server; absolute, it stands for itself. */
  readonly url?: string;
  readonly protocols?: string | string[];
  readonly atOnce?: readonly ClientStep[];
  readonly on?: Readonly<Record<string, readonly ClientStep[]>>;
  /** 200 ms after the opening. */
  readonly later?: readonly ClientStep[];
  /** How long to wait for the end, in ms. @defaultValue 3,000 */
  readonly patience?: number;
}

/** One story, told by a server to a real socket, and drawn for the fake one. */
export interface WebSocketScenario {
  readonly title: string;
  readonly plan: ClientPlan;
  /** What the real server does with an accepted connection, or before that with the upgrade. */
  readonly serve?: (socket: ServerSocket, tcp: Duplex) => void;
  readonly upgrade?: (tcp: Duplex, key: string) => void;
  /** The subprotocol that the server answers, offered or not. @defaultValue the first one offered */
  readonly answer?: string | false;
  readonly drawn: string;
  readonly config?: FakeWebSocketConfig;
  /** Where `ws` is known to tell another story: which, and why. */
  readonly ws?: { readonly because: string; readonly log: readonly string[] };
}

const WRITES_AT_ONCE =
  'ws hands a frame to the kernel within send, where the standard counts it until the turn is over';

const refuse = (status: string) => (tcp: Duplex) =>
  void tcp.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`);

export const webSocketScenarios: readonly WebSocketScenario[] = [
  {
    title: 'a server that greets and closes with a code and a reason',
    plan: {},
    serve: (socket) => {
      socket.send('hi');
      socket.close(1001, 'away');
    },
    drawn: 'o-a-x',
    config: { values: { a: 'hi', x: closedBy(1001, 'away') } },
  },
  {
    title: 'a server that closes without a code',
    plan: {},
    serve: (socket) => socket.close(),
    drawn: 'o-x',
    config: { values: { x: (peer) => peer.close() } },
  },
  {
    title: 'a server that closes with a code of the application',
    plan: {},
    serve: (socket) => socket.close(4401, 'signed out'),
    drawn: 'o-x',
    config: { values: { x: closedBy(4401, 'signed out') } },
  },
  {
    title: 'a client that closes with a code and a reason',
    plan: { on: { open: [['close', 3001, 'bye']] } },
    drawn: 'o',
  },
  {
    title: 'a client that closes without a code',
    plan: { on: { open: [['close']] } },
    drawn: 'o',
  },
  {
    title: 'a client that closes twice: the first one counts',
    plan: {
      on: {
        open: [
          ['close', 3001],
          ['close', 3002],
        ],
        close: [['close', 3003]],
      },
    },
    drawn: 'o',
  },
  {
    title: 'a server that closes in answer to a message',
    plan: { on: { open: [['send', 'bye']] } },
    serve: (socket) => socket.on('message', () => socket.close(1000)),
    ws: {
      because: WRITES_AT_ONCE,
      log: ['new: connecting', 'open (open)', 'send bye: open, 0 buffered', 'close (closed) 1000 clean'],
    },
    drawn: 'o-|',
  },
  {
    title: 'an upgrade refused with a status',
    plan: {},
    upgrade: refuse('403 Forbidden'),
    drawn: '-#',
  },
  {
    title: 'a connection cut before the answer',
    plan: {},
    upgrade: (tcp) => void tcp.destroy(),
    drawn: '-#',
  },
  {
    title: 'a close while connecting, to a server that never answers',
    plan: { atOnce: [['close', 3001, 'too slow']] },
    upgrade: () => undefined,
    drawn: '-',
  },
  {
    title: 'a link that is cut',
    plan: {},
    serve: (_, tcp) => void tcp.destroy(),
    drawn: 'o-#',
  },
  {
    title: 'a link that is cut while closing',
    plan: { on: { open: [['close', 3001]] } },
    upgrade: (tcp, key) => {
      accept(tcp, key);
      tcp.once('data', () => tcp.destroy());
    },
    drawn: 'o',
    config: { goodbye: '-#' },
  },
  {
    title: 'a link that is reset',
    plan: {},
    serve: (_, tcp) => void (tcp as Socket).resetAndDestroy(),
    drawn: 'o-#',
  },
  {
    title: 'a frame that is none',
    plan: {},
    serve: (_, tcp) => void tcp.write(Buffer.from([0x83, 0x00])),
    drawn: 'o-x',
    config: { values: { x: (peer) => peer.violate() } },
  },
  {
    title: 'frames that come while closing',
    plan: { on: { open: [['close', 3001]] } },
    upgrade: (tcp, key) => {
      accept(tcp, key);
      tcp.once('data', () => {
        tcp.write(Buffer.from([0x81, 1, 0x61]));
        tcp.end(Buffer.from([0x88, 2, 3001 >> 8, 3001 & 255]));
      });
    },
    ws: {
      because: 'ws delivers what comes before the goodbye, the standard nothing once it is closing',
      log: [
        'new: connecting',
        'open (open)',
        'close 3001: closing, 0 buffered',
        "message (closing) 'a'",
        'close (closed) 3001 clean',
      ],
    },
    drawn: 'o-a',
    config: { goodbye: '---|' },
  },
  {
    title: 'a server that closes with a code of its own while the client closes',
    plan: { on: { open: [['close', 3001]] } },
    upgrade: (tcp, key) => {
      accept(tcp, key);
      tcp.once('data', () => void tcp.end(Buffer.from([0x88, 2, 1001 >> 8, 1001 & 255])));
    },
    drawn: 'o---x',
    config: { values: { x: closedBy(1001) }, goodbye: '-' },
  },
  {
    title: 'a bad close code or reason, which throws and changes nothing',
    plan: {
      on: {
        open: [
          ['close', 999],
          ['close', 1001],
          ['close', 2999],
          ['close', 5000],
          ['close', 70000],
          ['close', 3000, 'x'.repeat(124)],
          ['close', 3000, 'é'.repeat(62)],
          ['close', 4999, 'é'.repeat(61)],
        ],
      },
    },
    ws: {
      because:
        'ws lets every code of the protocol through, checks the reason only where it sends it, and nothing before the opening',
      log: [
        'new: connecting',
        'open (open)',
        'close 999 throws TypeError',
        'close 1001: closing, 0 buffered',
        'close 2999: closing, 0 buffered',
        'close 5000: closing, 0 buffered',
        'close 70000: closing, 0 buffered',
        'close 3000 xxxxxxxxx: closing, 0 buffered',
        'close 3000 ééééééééé: closing, 0 buffered',
        'close 4999 ééééééééé: closing, 0 buffered',
        'close (closed) 1001 clean',
      ],
    },
    drawn: 'o',
  },
  {
    title: 'a bad close code while connecting',
    plan: { atOnce: [['close', 999], ['close']] },
    upgrade: () => undefined,
    ws: {
      because:
        'ws lets every code of the protocol through, checks the reason only where it sends it, and nothing before the opening',
      log: [
        'new: connecting',
        'close 999: closing, 0 buffered',
        'close: closing, 0 buffered',
        'error (closing)',
        'close (closed) 1006 not clean',
      ],
    },
    drawn: '-',
  },
  {
    title: 'a message sent while connecting',
    plan: { atOnce: [['send', 'early']], on: { open: [['close', 1000]] } },
    ws: {
      because: 'ws throws a plain Error',
      log: [
        'new: connecting',
        'send early throws Error',
        'open (open)',
        'close 1000: closing, 0 buffered',
        'close (closed) 1000 clean',
      ],
    },
    drawn: 'o',
  },
  {
    title: 'messages sent after the end, which are counted and go nowhere',
    plan: {
      on: {
        open: [['send', 'four'], ['close'], ['send', 'é']],
        close: [
          ['send', 'abc'],
          ['sendBytes', 5],
        ],
      },
    },
    ws: {
      because: WRITES_AT_ONCE,
      log: [
        'new: connecting',
        'open (open)',
        'send four: open, 0 buffered',
        'close: closing, 0 buffered',
        'send é: closing, 2 buffered',
        'close (closed) 1005 clean',
        'send abc: closed, 5 buffered',
        'sendBytes 5: closed, 10 buffered',
      ],
    },
    drawn: 'o',
  },
  {
    title: 'text and binary, as a Blob unless told otherwise',
    plan: { on: { message: [['binaryType', 'arraybuffer']] } },
    serve: (socket) => {
      socket.send('text');
      socket.send(Buffer.from([1, 2, 3]));
      socket.close(1000);
    },
    drawn: 'o-a-b-|',
    config: { values: { a: 'text', b: new Uint8Array([1, 2, 3]) } },
  },
  {
    title: 'a binary frame without a word about its type, and a type that is none',
    plan: { atOnce: [['binaryType', 'stone']] },
    serve: (socket) => {
      socket.send(Buffer.from([1, 2, 3]));
      socket.close(1000);
    },
    ws: {
      because: 'ws has a binaryType of its own for Node, and begins with it',
      log: [
        'new: connecting',
        'binaryType stone: nodebuffer',
        'open (open)',
        'message (open) [object Uint8Array]',
        'close (closed) 1000 clean',
      ],
    },
    drawn: 'o-b-|',
    config: { values: { b: new Uint8Array([1, 2, 3]) } },
  },
  {
    title: 'a subprotocol that the server chose',
    plan: { protocols: ['chat', 'superchat'], on: { open: [['close']] } },
    answer: 'superchat',
    drawn: 'o',
    config: { values: { o: (peer) => peer.open('superchat') } },
  },
  {
    title: 'one subprotocol, as text',
    plan: { protocols: 'chat', on: { open: [['close']] } },
    drawn: 'o',
  },
  {
    title: 'a server that chooses none of the offered subprotocols',
    plan: { protocols: ['chat'] },
    answer: false,
    drawn: 'o',
    config: { values: { o: (peer) => peer.open('') } },
  },
  {
    title: 'a server that chooses a subprotocol that was not offered',
    plan: { protocols: ['chat'] },
    answer: 'poker',
    drawn: 'o',
    config: { values: { o: (peer) => peer.open('poker') } },
  },
  {
    title: 'a server that chooses a subprotocol where none was offered',
    plan: {},
    answer: 'poker',
    drawn: 'o',
    config: { values: { o: (peer) => peer.open('poker') } },
  },
  ...(
    [
      ["close(undefined, 'x')", 'closing, 0 buffered', '1005'],
      ['close(null)', 'throws TypeError'],
      ["close('')", 'throws TypeError'],
      ['close(NaN)', 'throws TypeError'],
      ['close(0)', 'throws TypeError'],
      ['close(1001.4)', 'closing, 0 buffered', '1001'],
      ['close({ valueOf: () => 70000 })', 'throws TypeError'],
      ['close(1000n)'],
      ["close(Symbol('x'))"],
      ["close(1000, Symbol('x'))", 'closing, 0 buffered', '1000'],
      ["close('1000')", 'throws TypeError'],
      ['close(1000.4)'],
      ['close(1000.6)'],
      ['close(2999.6)', 'throws TypeError'],
      ['close(4999.6)', 'throws TypeError'],
      ['close([3000], [1, 2])', 'throws TypeError'],
      ['close({ valueOf: () => 3003 }, { toString: () => 3004 })', 'throws TypeError'],
      ['close(1000, null)', 'throws TypeError'],
      ['close(1000, undefined)'],
      ['close(undefined, undefined)'],
      ["close(3000, '\\ud800!')"],
    ] as const
  ).map(([words, told, end]) => oddClose(words, told, end)),
  {
    title: 'odd things to send',
    plan: {
      atOnce: [
        ['does', 'send()'],
        ['does', 'send(Symbol())'],
      ],
      on: {
        open: [
          ['does', 'send()'],
          ['does', 'send(5)'],
          ['does', 'send(undefined)'],
          ['does', 'send(null)'],
          ['does', 'send({})'],
          ['does', "send('\\ud800')"],
          ['does', 'send(Symbol())'],
          ['send', 'all?'],
        ],
        message: [['does', 'close()']],
      },
    },
    serve: (socket) => {
      const all: string[] = [];
      socket.on('message', (text: Buffer) => {
        if (all.push(text.toString()) && text.toString() === 'all?') socket.send(all.join());
      });
    },
    ws: {
      because: 'ws sends numbers as text, nothing as an empty frame, and no other object',
      log: [
        'new: connecting',
        'does send() throws Error',
        'does send(Symbol()) throws Error',
        'open (open)',
        'does send(): open, 0 buffered',
        'does send(5): open, 0 buffered',
        'does send(undefined): open, 0 buffered',
        'does send(null): open, 0 buffered',
        'does send({}) throws TypeError',
        "does send('\\ud800'): open, 0 buffered",
        'does send(Symbol()) throws TypeError',
        'send all?: open, 0 buffered',
        "message (open) ',5,,,\ufffd,all?'",
        'does close(): closing, 0 buffered',
        'close (closed) 1005 clean',
      ],
    },
    drawn: 'o 20ms m',
    config: { values: { m: '5,undefined,null,[object Object],\ufffd,all?' } },
  },
  {
    title: 'what is not to be assigned, and names',
    plan: {
      on: {
        open: [
          ['does', 'readyState = 3'],
          ['does', 'bufferedAmount = 3'],
          ['does', "url = 'ws://b'"],
          ['does', "protocol = 'b'"],
          ['does', "extensions = 'b'"],
          ['does', 'OPEN = 3'],
          ['does', 'toString()'],
          ['does', 'constructor.name'],
          ['does', 'constructor.length'],
          ['does', 'onopen'],
          ['does', 'close()'],
        ],
      },
    },
    ws: {
      because: 'ws has no tag, and a third argument of its own',
      log: [
        'new: connecting',
        'open (open)',
        ...[
          'readyState = 3',
          'bufferedAmount = 3',
          "url = 'ws://b'",
          "protocol = 'b'",
          "extensions = 'b'",
          'OPEN = 3',
        ].map((words) => `does ${words} throws TypeError`),
        'does toString(): [object Object], open, 0 buffered',
        'does constructor.name: WebSocket, open, 0 buffered',
        'does constructor.length: 3, open, 0 buffered',
        'does onopen: null, open, 0 buffered',
        'does close(): closing, 0 buffered',
        'close (closed) 1005 clean',
      ],
    },
    drawn: 'o',
  },
  {
    title: 'a half-open link: what is sent goes nowhere, and nobody says so',
    plan: {
      on: { open: [['send', 'anyone?']] },
      later: [['look'], ['send', 'no?'], ['close', 3001]],
      patience: 400,
    },
    upgrade: accept,
    ws: {
      because: WRITES_AT_ONCE,
      log: [
        'new: connecting',
        'open (open)',
        'send anyone?: open, 0 buffered',
        'look: nothing waits',
        'send no?: open, 0 buffered',
        'close 3001: closing, 0 buffered',
        'and no end',
      ],
    },
    drawn: 'o-v',
    config: { values: { v: (peer) => peer.vanish() } },
  },
  {
    title: 'a close that nobody answers',
    plan: { on: { open: [['close', 3001]] }, later: [['send', 'late']], patience: 400 },
    upgrade: accept,
    drawn: 'o',
    config: { goodbye: '-' },
  },
  {
    title: 'a server that reads slowly: what is sent waits until it reads on',
    plan: {
      on: { open: [['flood', 16 * 2 ** 20]], message: [['look'], ['close', 1000]] },
      later: [['look']],
      patience: 15_000,
    },
    serve: (socket) => {
      socket.pause();
      setTimeout(() => socket.resume(), 1_500);
      socket.on('message', () => socket.send('read'));
    },
    drawn: '(os) 1496ms ea',
    config: {
      values: { s: (peer) => peer.buffer(1), e: (peer) => peer.buffer(0), a: 'read' },
    },
  },
  { title: 'subprotocols that repeat', plan: { protocols: ['a', 'b', 'a'] }, drawn: '-' },
  { title: 'a subprotocol that is no token', plan: { protocols: ['a b'] }, drawn: '-' },
  { title: 'an empty subprotocol', plan: { protocols: [''] }, drawn: '-' },
  { title: 'a scheme that is none of a socket', plan: { url: 'ftp://127.0.0.1/' }, drawn: '-' },
  { title: 'a URL with a fragment', plan: { url: 'ws://127.0.0.1:9/#f' }, drawn: '-' },
  {
    title: 'a URL with an empty fragment',
    plan: { url: 'ws://127.0.0.1:9/#' },
    ws: {
      because: 'URL hides an empty fragment, so ws dials',
      log: ['new: connecting', 'error (closing)', 'close (closed) 1006 not clean'],
    },
    drawn: '-',
  },
  { title: 'a URL that is none', plan: { url: 'ws://' }, drawn: '-' },
];

/** What ws is told where it does not close as the standard does: what it says, and how it ends. */
function oddClose(words: string, told?: string, end?: string): WebSocketScenario {
  return {
    title: `an odd argument of close: ${words}`,
    plan: { on: { open: [['does', words]] }, patience: 300 },
    ...(told !== undefined && {
      ws: {
        because: 'ws converts nothing: it takes numbers as they are, and nothing for no code',
        log: [
          'new: connecting',
          'open (open)',
          `does ${words}${told.startsWith('throws') ? ' ' : ': '}${told}`,
          end === undefined ? 'and no end' : `close (closed) ${end} clean`,
        ],
      },
    }),
    drawn: 'o',
  };
}

/** Answers an opening handshake by hand: the rest of the connection is the scenario's. */
function accept(tcp: Duplex, key: string): void {
  tcp.write(
    [
      'HTTP/1.1 101 Switching Protocols',
      'upgrade: websocket',
      'connection: upgrade',
      `sec-websocket-accept: ${key}`,
      '\r\n',
    ].join('\r\n'),
  );
}
