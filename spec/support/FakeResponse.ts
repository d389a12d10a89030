import { EventEmitter } from 'node:events';
import { Subject } from 'rxjs';
import type { HttpResponse } from 'rxwire/server';

/** A response that does what it is told; what is done to it is told by `calls$`, and kept in `text`. */
export class FakeResponse extends EventEmitter implements HttpResponse {
  statusCode = 0;
  readonly headers: Record<string, string> = {};
  headersSent = false;
  writableEnded = false;
  writableFinished = false;
  writableLength = 0;
  destroyed = false;
  /** All that was written. */
  text = '';
  readonly calls$ = new Subject<string>();
  private isFull = false;
  private written: (() => void)[] = [];

  setHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  getHeader(name: string): string | undefined {
    return this.headers[name];
  }

  flushHeaders(): void {
    this.headersSent = true;
    this.calls$.next(String(this.statusCode));
  }

  write(text: string, written?: () => void): boolean {
    this.text += text;
    this.calls$.next(text);
    if (this.isFull) {
      this.writableLength += text.length;
      this.written.push(() => written?.());
    } else written?.();
    return !this.isFull;
  }

  end(): void {
    this.calls$.next(this.headersSent ? 'end' : `${this.statusCode} end`);
    this.headersSent = true;
    this.writableEnded = true;
    if (!this.isFull) this.finishes();
  }

  destroy(): void {
    this.destroyed = true;
    this.calls$.next('cut');
    this.emit('close');
  }

  /** Its client reads no more; it takes one more text. */
  stalls(): void {
    this.isFull = true;
  }

  /** Its client has read all. */
  drains(): void {
    this.isFull = false;
    this.writableLength = 0;
    for (const written of this.written.splice(0)) written();
    this.emit('drain');
    if (this.writableEnded) this.finishes();
  }

  /** Its client leaves. */
  closes(): void {
    this.destroyed = true;
    this.emit('close');
  }

  private finishes(): void {
    this.writableFinished = true;
    this.emit('finish');
  }
}
