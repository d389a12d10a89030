import type { ServerResponse } from 'node:http';
import type { RefusalCode } from './Refusal.js';
import { statusOf } from './statusOf.js';

/** Answers a request with a reply of the protocol, or, where it has none, with 204; an error has the status that fits its code. */
export function answerWithJson(response: ServerResponse, reply: string | undefined, status?: number): void {
  // Its client has left, or it was answered by others.
  if (response.headersSent || response.destroyed) return;
  response.setHeader('Cache-Control', 'no-store');
  const fitting = reply === undefined ? 204 : statusOfReply(reply, response);
  response.statusCode = status ?? fitting;
  if (reply !== undefined) response.setHeader('Content-Type', 'application/json');
  response.end(reply);
}

function statusOfReply(reply: string, response: ServerResponse): number {
  const { type, data } = JSON.parse(reply) as {
    readonly type: string;
    readonly data: { readonly code: RefusalCode; readonly retryAfter: number | null };
  };
  if (type !== 'error') return 200;
  if (data.retryAfter !== null) response.setHeader('Retry-After', String(Math.ceil(data.retryAfter / 1_000)));
  // What is left of the body is not read.
  if (data.code === 'LIMIT_PAYLOAD') response.setHeader('Connection', 'close');
  return statusOf[data.code];
}
