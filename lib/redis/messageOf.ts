import type { BrokerEvent } from '../server/Broker.js';

/** Reads the announcement of a publication, `offset:epoch:body`; undefined for what is none. */
export function messageOf(text: string): BrokerEvent | undefined {
  const first = text.indexOf(':');
  const second = text.indexOf(':', first + 1);
  const offset = Number(text.slice(0, first));
  if (first < 1 || second < 0 || !Number.isSafeInteger(offset)) return undefined;
  return { kind: 'message', epoch: text.slice(first + 1, second), offset, body: text.slice(second + 1) };
}
