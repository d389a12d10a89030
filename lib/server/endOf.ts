import type { Refusal } from './Refusal.js';

/** How the connection of a client ends that was turned away: the code of the protocol, and the reason. */
export function endOf({ code }: Refusal): [code: number, reason: string] {
  if (code === 'UNAUTHORIZED' || code === 'EXPIRED') return [4001, 'unauthorised'];
  if (code === 'TIMEOUT') return [4008, 'not initialised in time'];
  if (code === 'LIMIT_CONNECTIONS') return [4100, 'too many connections'];
  if (code === 'UNAVAILABLE') return [4100, 'try again later'];
  return [4009, 'authenticate first'];
}
