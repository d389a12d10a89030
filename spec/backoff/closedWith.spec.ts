import { ConnectionError, closedWith } from 'rxwire';
import { closedBy } from 'rxwire/testing';
import { failure } from '../support/backoffContext.js';

describe('closedWith', () => {
  it.each<[string, unknown, boolean]>([
    ['a close with one of the codes', closedBy(4401), true],
    ['a close with another of them', closedBy(4403), true],
    ['a close with another code', closedBy(1006), false],
    ['a violation with one of the codes', new ConnectionError('protocol', '', { code: 4401 }), false],
    ['another failure', new ConnectionError('unreachable', '', {}), false],
    ['a lookalike', { kind: 'closed', code: 4401 }, false],
    ['nothing', undefined, false],
  ])('%s', (_, cause, expected) => {
    expect(closedWith(4401, 4403)(failure({ cause }))).toBe(expected);
  });

  it('matches nothing without codes', () => {
    expect(closedWith()(failure({ cause: closedBy(1000) }))).toBe(false);
  });
});
