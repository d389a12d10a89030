import type { SchedulerLike, Subscription } from 'rxjs';
import type { WebSocketOutgoing } from '../core/WebSocketLike.js';
import type { FakeWebSocket, FakeWebSocketConstructor, FakeWebSocketPeer } from './FakeWebSocketPeer.js';
import { listenable } from './listenable.js';
import { platformEvent } from './platformEvent.js';
import { socketArguments } from './socketArguments.js';

export interface FakeSocketConfig {
  readonly scheduler: SchedulerLike;
  /** A socket was made; what it returns is stopped when the socket is closed. */
  readonly dialled: (peer: FakeWebSocketPeer) => Subscription;
  /** The open socket was given something to send. */
  readonly sent: (data: unknown) => void;
  /** It was asked to close, with these words; what it returns is what the other end does. */
  readonly closing: (peer: FakeWebSocketPeer, words: readonly unknown[]) => Subscription;
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const states = { CONNECTING, OPEN, CLOSING, CLOSED };

/** The standard's class and the other end of each of its objects; it looks at no global before it is called. */
export function fakeSocket(config: FakeSocketConfig): FakeWebSocketConstructor {
  const { scheduler, dialled, sent, closing } = config;

  class Socket extends listenable('open', 'message', 'error', 'close') implements FakeWebSocket {
    readonly #url: string;
    readonly #script: Subscription;
    readonly #peer: FakeWebSocketPeer;
    #state = CONNECTING;
    #protocol = '';
    #buffered = 0;
    #binaryType: 'blob' | 'arraybuffer' = 'blob';
    #slow = false;
    #gone = false;

    constructor(...given: readonly [url?: unknown, protocols?: unknown]) {
      super();
      if (given.length === 0) throw new TypeError("Failed to construct 'WebSocket': a URL is needed");
      const [url, protocols = []] = given;
      this.#url = socketArguments.url(url);
      this.#peer = this.#otherEnd(socketArguments.protocols(protocols));
      this.#script = dialled(this.#peer);
    }

    get url(): string {
      return this.#url;
    }

    get readyState(): number {
      return this.#state;
    }

    get bufferedAmount(): number {
      return this.#buffered;
    }

    get protocol(): string {
      return this.#protocol;
    }

    get extensions(): string {
      return '';
    }

    get binaryType(): string {
      return this.#binaryType;
    }

    set binaryType(type: string) {
      if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type;
    }

    send(...given: readonly unknown[]): void {
      const { data, bytes } = socketArguments.data(given);
      if (this.#state === CONNECTING) {
        throw new DOMException("Failed to execute 'send': still in CONNECTING state", 'InvalidStateError');
      }
      this.#buffered += bytes;
      if (this.#state !== OPEN) return;
      sent(data);
      if (this.#slow) return;
      this.#script.add(
        scheduler.schedule(() => {
          // Unless it grew slow meanwhile: then what waits is what was said.
          if (!this.#slow) this.#buffered -= bytes;
        }),
      );
    }

    close(code?: unknown, reason?: unknown): void {
      const words = socketArguments.close(code, reason);
      if (this.#state >= CLOSING) return;
      const wasConnecting = this.#state === CONNECTING;
      this.#state = CLOSING;
      const answer = closing(this.#peer, words);
      if (wasConnecting) {
        answer.unsubscribe();
        this.#script.add(scheduler.schedule(() => this.#fail()));
      } else if (this.#gone) answer.unsubscribe();
      else this.#script.add(answer);
    }

    #otherEnd(protocols: readonly string[]): FakeWebSocketPeer {
      const alive = (...allowed: readonly number[]): boolean => !this.#gone && allowed.includes(this.#state);
      return {
        socket: this,
        protocols,
        open: (protocol = protocols[0] ?? '') => {
          if (!alive(CONNECTING)) return;
          if (protocols.length === 0 ? protocol !== '' : !protocols.includes(protocol)) return this.#fail();
          this.#state = OPEN;
          this.#protocol = protocol;
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
          if (this.#state === CONNECTING || error !== undefined) this.#fail(error);
          else this.#end(1006, '', false);
        },
        violate: () => {
          if (alive(OPEN, CLOSING)) this.#fail();
        },
        buffer: (bytes) => {
          this.#slow = bytes > 0;
          this.#buffered = bytes;
        },
        vanish: () => {
          this.#gone = true;
        },
      };
    }

    get #origin(): string {
      const { protocol, host } = new URL(this.#url);
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
      this.#state = CLOSED;
      this.#tell('error', 'Event', error && { error, message: error.message });
      this.#end(1006, '', false);
    }

    #end(code: number, reason: string, wasClean: boolean): void {
      this.#state = CLOSED;
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
  Object.defineProperty(Socket.prototype, Symbol.toStringTag, { value: 'WebSocket' });
  Object.defineProperties(Socket, { name: { value: 'WebSocket' }, length: { value: 1 } });
  return Socket as unknown as FakeWebSocketConstructor;
}
