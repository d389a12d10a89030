import * as t from 'io-ts';
import { fields } from './fields.js';

/** Why a request was refused, or what went wrong. */
export interface ErrorData {
  /** What went wrong, for programs: `FORBIDDEN`, `LIMIT_RATE` … */
  readonly code: string;
  /** What went wrong, for people. */
  readonly message: string;
  /** The channel it is about. */
  readonly channel?: string;
  /** True: the same request may succeed later. False: it never will as it is. */
  readonly retryable?: boolean;
  /** How long to wait before trying again, in milliseconds; null when that is not known. */
  readonly retryAfter?: number | null;
}

/** The codec of an `error` message's data. */
export const ErrorData: t.Type<ErrorData> = fields<ErrorData>(
  'ErrorData',
  { code: t.string, message: t.string },
  { channel: t.string, retryable: t.boolean, retryAfter: t.union([t.number, t.null], 'number or null') },
);
