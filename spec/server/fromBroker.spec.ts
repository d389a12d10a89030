import { KeyLimitError } from 'rxwire/server';
import { fromBroker } from '../../lib/server/fromBroker.js';
import { Refusal } from '../../lib/server/Refusal.js';

describe('fromBroker', () => {
  it('says that a broker which fails may answer later, and which key was too many', () => {
    const own = new Refusal('FORBIDDEN', 'no');

    expect(fromBroker(new Error('down'))).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(fromBroker(new KeyLimitError('a', 2))).toMatchObject({ code: 'LIMIT_KEYS', retryable: false });
    expect(fromBroker(own)).toBe(own);
  });
});
