/** What is done with a response, in the words of `node:http`; that of `node:http2`'s compatibility API has them too. */
export interface HttpResponse {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly writableFinished: boolean;
  readonly writableLength: number;
  readonly destroyed?: boolean;
  setHeader(name: string, value: string): unknown;
  getHeader?(name: string): unknown;
  /** There on both, though the types of `node:http2` do not say so. */
  flushHeaders?(): void;
  write(text: string, written?: () => void): boolean;
  end(): unknown;
  destroy(): unknown;
  /** Of Express's compression: passes on what it holds back. */
  flush?(): void;
  addListener(event: string | symbol, listener: (...args: unknown[]) => void): this;
  removeListener(event: string | symbol, listener: (...args: unknown[]) => void): this;
}
