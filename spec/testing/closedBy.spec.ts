import { ConnectionError } from 'rxwire';
import { brokenLink, closedBy } from 'rxwire/testing';

describe('closedBy', () => {
  it('is an end by a close frame', () => {
    expect(closedBy(1012, 'restart')).toBeInstanceOf(ConnectionError);
    expect({ ...closedBy(1012, 'restart') }).toEqual({
      kind: 'closed',
      code: 1012,
      reason: 'restart',
      wasClean: true,
    });
    expect(closedBy(4000).message).toBe('closed with 4000');
  });

  it('is not clean when the link broke', () => {
    expect({ ...brokenLink() }).toEqual({ kind: 'closed', code: 1006, reason: '', wasClean: false });
  });
});
