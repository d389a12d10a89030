import { ConnectionError, isBlocked } from 'rxwire';
import { closedBy } from 'rxwire/testing';

const handshake = (status: number) => new ConnectionError('handshake', 'refused', { status, headers: {} });

describe('isBlocked', () => {
  it.each<[what: string, cause: ConnectionError]>([
    ...[204, 400, 404, 407, 426, 429, 500, 502, 503].map((status): [string, ConnectionError] => [
      `a handshake refused with ${status}`,
      handshake(status),
    ]),
    ...[1000, 1001, 1002, 1005, 1006, 1011, 3999].map((code): [string, ConnectionError] => [
      `a close with ${code}`,
      closedBy(code),
    ]),
    ['a dial that hangs', new ConnectionError('connect-timeout', '', { timeout: 1 })],
    ['a dead host', new ConnectionError('unreachable', '', {})],
    ['silence', new ConnectionError('heartbeat-timeout', '', { timeout: 1 })],
    ['a platform without it', new ConnectionError('unsupported', '', {})],
    ['garbage', new ConnectionError('protocol', '', { code: 1002 })],
    ['a gate that nobody answers', new ConnectionError('gate', '', { reason: 'timeout' })],
  ])('is so by %s', (_, cause) => {
    expect(isBlocked(cause)).toBe(true);
  });

  it.each<[what: string, cause: unknown]>([
    ['a handshake refused with 401', handshake(401)],
    ['a handshake refused with 403', handshake(403)],
    ...[4000, 4001, 4003, 4100, 4200].map((code): [string, unknown] => [
      `a close with ${code}`,
      closedBy(code),
    ]),
    ['a gate that was refused', new ConnectionError('gate', '', { reason: 'rejected' })],
    ['a provider that failed', new ConnectionError('provider', '', { option: 'url' })],
    ['a URL that cannot be dialled', new ConnectionError('invalid-url', '', { url: 'x' })],
    ['being offline', new ConnectionError('suspended', '', {})],
    ['what the application failed with', new ConnectionError('application', '', {})],
    ['what is no ConnectionError', new Error('no')],
  ])('is not so by %s', (_, cause) => {
    expect(isBlocked(cause)).toBe(false);
  });
});
