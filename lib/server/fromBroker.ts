import { Refusal } from './Refusal.js';

/** What a broker fails with is nobody's fault, and passes; but for one key too many. */
export function fromBroker(error: unknown): unknown {
  const { name, message = '' } = (error ?? {}) as Partial<Error>;
  if (name === 'KeyLimitError') return new Refusal('LIMIT_KEYS', message);
  const isOurs = error instanceof Refusal || name === 'ConnectionError' || name === 'TimeoutError';
  return isOurs ? error : new Refusal('UNAVAILABLE', 'the broker does not answer', null, error);
}
