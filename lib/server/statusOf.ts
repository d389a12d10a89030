import type { RefusalCode } from './Refusal.js';

/** The HTTP status that says most closely what a refusal says. */
export const statusOf: Readonly<Record<RefusalCode, number>> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  EXPIRED: 401,
  UNKNOWN_CHANNEL: 404,
  ALREADY_SUBSCRIBED: 409,
  NOT_SUBSCRIBED: 409,
  LIMIT_CHANNELS: 400,
  LIMIT_KEYS: 400,
  LIMIT_CONNECTIONS: 429,
  LIMIT_RATE: 429,
  LIMIT_PAYLOAD: 413,
  UNRECOVERABLE: 410,
  UNAVAILABLE: 503,
  TIMEOUT: 504,
  INTERNAL: 500,
};
