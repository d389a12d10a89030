import type { SchedulerLike, Subscription } from 'rxjs';
import { byteLength } from '../core/byteLength.js';
import { checkCloseCode } from '../core/checkCloseCode.js';
import type { WebSocketOutgoing } from '../core/WebSocketLike.js';
import type { FakeWebSocket, FakeWebSocketConstructor, FakeWebSocketPeer } from './FakeWebSocketPeer.js';
import { fakeUrl } from './fakeUrl.js';
import { listenable } from './listenable.js';
import { platformEvent } from './platformEvent.js';

export interface FakeSocketConfig {
  readonly scheduler: SchedulerLike;
  /** A socket was made; what it returns is stopped when the socket is closed. */
  readonly dialled: (peer: FakeWebSocketPeer) => Subscription;
  /** The open socket was given something to send. */
  readonly sent: (data: unknown) => void;
  /** It was asked to close, with these words; what it returns is what the other end does. */
  readonly closing: (peer: FakeWebSocketPeer, words: readonly unknown[]) => Subscription;
}

type Words = readonly [code?: number, reason?: string];

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const states = { CONNECTING, OPEN, CLOSING, CLOSED };

/** The standard's class and the other end of each of its objects; it looks at no global before it is called. */
export function fakeSocket(config: FakeSocketConfig): FakeWebSocketConstructor {
  const { scheduler, dialled, sent, closing } = config;

  class Socket extends listenable('open', 'message', 'error', 'close') implements FakeWebSocket {
    readonly url: string;
    readonly extensions = '';
    protocol = '';
    readyState = CONNECTING;
    bufferedAmount = 0;
    readonly #script: Subscription;
    readonly #peer: FakeWebSocketPeer;
    #binaryType: 'blob' | 'arraybuffer' = 'blob';
    #slow = false;
    #gone = false;

    constructor(url: string | URL, protocols: string | string[] = []) {
      super();
      this.url = socketUrl(url);
      this.#peer = this.#otherEnd(offered(protocols));
      this.#script = dialled(this.#peer);
    }

    get binaryType(): string {
      return this.#binaryType;
    }

    set binaryType(type: string) {
      if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type;
    }

    send(data: WebSocketOutgoing | Blob): void {
      if (this.readyState === CONNECTING) {
        throw new DOMException("Failed to execute 'send': still in CONNECTING state", 'InvalidStateError');
      }
      const bytes = sizeOf(data);
      this.bufferedAmount += bytes;
      if (this.readyState !== OPEN) return;
      sent(data);
      if (this.#slow) return;
      this.#script.add(
        scheduler.schedule(() => {
          // Unless it grew slow meanwhile: then what waits is what was said.
          if (!this.#slow) this.bufferedAmount -= bytes;
        }),
      );
    }

    close(code?: number, reason?: string): void {
      const words = checkWords(code, reason);
      if (this.readyState >= CLOSING) return;
      const wasConnecting = this.readyState === CONNECTING;
      this.readyState = CLOSING;
      const answer = closing(this.#peer, words);
      if (wasConnecting) {
        answer.unsubscribe();
        this.#script.add(scheduler.schedule(() => this.#fail()));
      } else if (this.#gone) answer.unsubscribe();
      else this.#script.add(answer);
    }

    #otherEnd(protocols: readonly string[]): FakeWebSocketPeer {
      const alive = (...allowed: readonly number[]): boolean =>
        !this.#gone && allowed.includes(this.readyState);
      return {
        socket: this,
        protocols,
        open: (protocol = protocols[0] ?? '') => {
          if (!alive(CONNECTING)) return;
          if (protocols.length === 0 ? protocol !== '' : !protocols.includes(protocol)) return this.#fail();
          this.readyState = OPEN;
          this.protocol = protocol;
          this.#tell('open');
        },
        send: (data) => {
          if (alive(OPEN))
            this.#tell('message', 'MessageEvent', { data: this.#received(data), origin: this.#origin });
        },
        close: (code = 1005, reason = '') => {
          if (alive(OPEN, CLOSING)) this.#end(code, reason, true);
        },
        break: (error) => {
          if (!alive(CONNECTING, OPEN, CLOSING)) return;
          // Browsers tell of a link that was cut by its close alone; of one that never came about, by an error first.
          if (this.readyState === CONNECTING || error !== undefined) this.#fail(error);
          else this.#end(1006, '', false);
        },
        violate: () => {
          if (alive(OPEN, CLOSING)) this.#fail();
        },
        buffer: (bytes) => {
          this.#slow = bytes > 0;
          this.bufferedAmount = bytes;
        },
        vanish: () => {
          this.#slow = this.#gone = true;
        },
      };
    }

    get #origin(): string {
      const { protocol, host } = new URL(this.url);
      return `${protocol}//${host}`;
    }

    #received(data: WebSocketOutgoing): unknown {
      if (typeof data === 'string') return data;
      const bytes = ArrayBuffer.isView(data)
        ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
        : new Uint8Array(data).slice();
      return this.#binaryType === 'blob' ? new Blob([bytes]) : bytes.buffer;
    }

    /** An error that the standard gives no words, and the close that follows. */
    #fail(error?: Error): void {
      this.readyState = CLOSED;
      this.#tell('error', 'Event', error && { error, message: error.message });
      this.#end(1006, '', false);
    }

    #end(code: number, reason: string, wasClean: boolean): void {
      this.readyState = CLOSED;
      this.#script.unsubscribe();
      this.#tell('close', 'CloseEvent', { code, reason, wasClean });
    }

    #tell(
      type: string,
      className: Parameters<typeof platformEvent>[1] = 'Event',
      fields: object | undefined = {},
    ): void {
      this.dispatchEvent(platformEvent(type, className, fields as Record<string, unknown>));
    }
  }
  for (const [name, value] of Object.entries(states)) {
    Object.defineProperty(Socket, name, { value, enumerable: true });
    Object.defineProperty(Socket.prototype, name, { value, enumerable: true });
  }
  return Socket as unknown as FakeWebSocketConstructor;
}

/** http stands for ws; a fragment, even an empty one, is none of a socket's. */
function socketUrl(url: string | URL): string {
  const { href } = fakeUrl(url, /^(ws|http)s?:$/);
  if (href.includes('#')) throw new DOMException(`The URL '${href}' has a fragment`, 'SyntaxError');
  return href.replace(/^http/, 'ws');
}

/** The offered subprotocols: tokens, each once. */
function offered(protocols: string | string[]): readonly string[] {
  const all = [protocols].flat().map(String);
  if (new Set(all).size < all.length || !all.every((each) => /^[\w!#$%&'*+\-.^`|~]+$/.test(each))) {
    throw new DOMException(`The subprotocols '${all.join()}' are no tokens, or repeat`, 'SyntaxError');
  }
  return all;
}

/** What `close` was given, as far as it was; codes that are none for an application, and long reasons, throw. */
function checkWords(code: number | undefined, reason: string | undefined): Words {
  if (code !== undefined) {
    try {
      checkCloseCode(code);
    } catch (cause) {
      throw new DOMException((cause as Error).message, 'InvalidAccessError');
    }
  }
  if (reason === undefined) return code === undefined ? [] : [code];
  if (byteLength(reason) > 123) {
    throw new DOMException('A close reason has at most 123 bytes of UTF-8', 'SyntaxError');
  }
  return [code, reason];
}

function sizeOf(data: unknown): number {
  if (data instanceof Blob) return data.size;
  return data instanceof ArrayBuffer || ArrayBuffer.isView(data) ? data.byteLength : byteLength(String(data));
}
