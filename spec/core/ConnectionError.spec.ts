import { ConnectionError } from 'rxwire';
import type { ConnectionErrorOf } from 'rxwire';

describe('ConnectionError', () => {
  it('is an Error with a kind, its details and a message', () => {
    const error = new ConnectionError('closed', 'closed with 1012: restart', {
      code: 1012,
      reason: 'restart',
      wasClean: true,
    });

    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'ConnectionError',
      kind: 'closed',
      message: 'closed with 1012: restart',
      code: 1012,
      reason: 'restart',
      wasClean: true,
    });
    expect(String(error)).toBe('ConnectionError: closed with 1012: restart');
    expect(error.stack).toContain('ConnectionError.spec');
  });

  it('keeps what it came from in cause, and has no cause when there is none', () => {
    const cause = new TypeError('boom');

    const withCause = new ConnectionError('application', 'boom', {}, cause);
    const without = new ConnectionError('unsupported', 'no WebSocket here', {});

    expect(withCause.cause).toBe(cause);
    expect('cause' in without).toBe(false);
  });

  it('keeps its name out of what is enumerated and copied', () => {
    const error = new ConnectionError('heartbeat-timeout', 'silence', { timeout: 5 });

    expect({ ...error }).toEqual({ kind: 'heartbeat-timeout', timeout: 5 });
  });

  it('tells its kinds apart for the compiler', () => {
    const describe = (error: ConnectionError): string => {
      switch (error.kind) {
        case 'closed':
          return `${error.code} ${error.reason} ${error.wasClean}`;
        case 'handshake':
          return String(error.status);
        default:
          // @ts-expect-error -- a status belongs to a handshake alone
          return String(error.status);
      }
    };
    const refused: ConnectionErrorOf<'handshake'> = new ConnectionError('handshake', '401', {
      status: 401,
      headers: {},
    });
    // @ts-expect-error -- details must be those of the kind
    new ConnectionError('closed', 'closed', { timeout: 1 });
    // @ts-expect-error -- the list of kinds is closed
    new ConnectionError('tired', 'tired', {});

    expect(describe(refused)).toBe('401');
  });

  it.each([
    ['an Error', new Error('closed')],
    ['a lookalike', { name: 'ConnectionError', kind: 'closed', message: '', code: 1006 }],
    ['null', null],
    ['undefined', undefined],
    ['a string', 'ConnectionError'],
    ['a function', ConnectionError],
  ])('is not what %s is an instance of', (_, value) => {
    expect(value instanceof ConnectionError).toBe(false);
  });

  it('is recognised across two loaded copies of the package, both ways', async () => {
    let Other = ConnectionError;
    await jest.isolateModulesAsync(async () => {
      ({ ConnectionError: Other } = await import('rxwire'));
    });

    const ours = new ConnectionError('unsupported', 'here', {});
    const theirs = new Other('unsupported', 'there', {});

    expect(Other).not.toBe(ConnectionError);
    expect(theirs instanceof ConnectionError).toBe(true);
    expect(ours instanceof Other).toBe(true);
  });
});
