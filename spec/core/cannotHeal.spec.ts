import { ConnectionError, cannotHeal } from 'rxwire';

const closed = (code: number): ConnectionError =>
  new ConnectionError('closed', '', { code, reason: '', wasClean: true });
const protocol = (code: number): ConnectionError => new ConnectionError('protocol', '', { code });
const handshake = (status: number): ConnectionError =>
  new ConnectionError('handshake', '', { status, headers: {} });
const gate = (reason: 'timeout' | 'rejected' | 'flooded'): ConnectionError =>
  new ConnectionError('gate', '', { reason });

describe('cannotHeal', () => {
  it.each([1002, 1003, 1007, 1008, 1009, 1010])('gives up on code %p, closed or violated', (code) => {
    expect(cannotHeal(closed(code))).toBe(true);
    expect(cannotHeal(protocol(code))).toBe(true);
  });

  it.each([1000, 1001, 1004, 1005, 1006, 1011, 1012, 1013, 1014, 1015, 3000, 4000, 4401, 4999])(
    'goes on after a close with %p',
    (code) => {
      expect(cannotHeal(closed(code))).toBe(false);
    },
  );

  it.each<[number, boolean]>([
    [200, false],
    [204, true],
    [301, false],
    [400, false],
    [401, true],
    [403, true],
    [404, false],
    [429, false],
    [500, false],
    [503, false],
  ])('a handshake refused with %p: %p', (status, fatal) => {
    expect(cannotHeal(handshake(status))).toBe(fatal);
  });

  it.each<[string, ConnectionError, boolean]>([
    ['a gate that was refused', gate('rejected'), true],
    ['a gate without answer', gate('timeout'), false],
    ['a gate that was flooded', gate('flooded'), false],
    ['a URL that cannot be dialled', new ConnectionError('invalid-url', '', { url: 'mailto:x' }), true],
    ['a transport that the platform lacks', new ConnectionError('unsupported', '', {}), true],
    ['a provider that failed', new ConnectionError('provider', '', { option: 'url' }), false],
    ['a dial that hung', new ConnectionError('connect-timeout', '', { timeout: 1 }), false],
    ['a dead host', new ConnectionError('unreachable', '', { code: 'ECONNREFUSED' }), false],
    ['silence', new ConnectionError('heartbeat-timeout', '', { timeout: 1 }), false],
    ['a callback that threw', new ConnectionError('application', '', {}), false],
    ['a send too late', new ConnectionError('not-open', '', {}), false],
  ])('%s', (_, cause, fatal) => {
    expect(cannotHeal(cause)).toBe(fatal);
  });

  it.each([[new Error('x')], ['x'], [null], [undefined], [{ kind: 'unsupported' }]])(
    'knows nothing of %p',
    (cause) => {
      expect(cannotHeal(cause)).toBe(false);
    },
  );
});
