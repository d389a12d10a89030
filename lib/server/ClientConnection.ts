import type { Observable } from 'rxjs';
import type { IncomingMessage } from 'node:http';
import type { Connection } from '../core/Connection.js';
import type { FrameWriter } from './acceptConnection.js';

/** A connection that a hub can serve: of text, whatever else it carries. */
export interface ClientConnection extends Connection<unknown, string> {
  readonly request?: IncomingMessage;
  readonly frames?: FrameWriter;
  readonly pong$?: Observable<string>;
  readonly ping?: (payload?: string) => void;
}
