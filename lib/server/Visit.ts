import type { ServerResponse } from 'node:http';
import type { RequestWithBody } from './bodyOf.js';
import type { Known } from './identify.js';

/** A request over HTTP, and who makes it. */
export interface Visit {
  readonly request: RequestWithBody;
  readonly response: ServerResponse;
  /** Its name at this hub. */
  readonly connection: string;
  readonly known: Known;
  /** Whose request it is, as limits go by it. */
  readonly address: string;
}
