import type { WebSocketLike } from 'rxwire';

type Handler = ((event: never) => void) | null;

/** A socket that does what it is told and nothing else, even after its end; what is done to it goes to `report`. */
export class FakeWebSocket implements WebSocketLike {
  binaryType = 'blob';
  readyState = 0;
  bufferedAmount = 0;
  protocol = '';
  onopen: Handler = null;
  onmessage: Handler = null;
  onerror: Handler = null;
  onclose: Handler = null;

  constructor(private readonly report: (call: string) => void) {}

  send(data: string): void {
    this.report(`send ${data}`);
  }

  close(code?: number, reason?: string): void {
    this.readyState = 2;
    this.report(['close', code, reason].filter((word) => word !== undefined).join(' '));
  }

  opens(protocol = ''): void {
    this.readyState = 1;
    this.protocol = protocol;
    this.tell(this.onopen, {});
  }

  receives(data: unknown): void {
    this.tell(this.onmessage, { data });
  }

  fails(error?: Error): void {
    this.tell(this.onerror, { error, message: error?.message });
  }

  closes(code = 1006, reason = '', wasClean = code !== 1006): void {
    this.readyState = 3;
    this.tell(this.onclose, { code, reason, wasClean });
  }

  private tell(handler: Handler, event: unknown): void {
    (handler as ((event: unknown) => void) | null)?.(event);
  }
}
