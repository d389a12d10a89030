import { door } from '../../lib/server/door.js';
import type { DoorRefusal } from '../../lib/server/DoorConfig.js';

const request = (remoteAddress?: string): never =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': '203.0.113.9' } }) as never;

describe('door', () => {
  it('goes by the address of the socket, and believes no header untold', () => {
    const { addressOf } = door({});

    expect(['192.0.2.7', '2001:db8::1', undefined].map((address) => addressOf(request(address)))).toEqual([
      '192.0.2.7',
      '2001:db8:0:0::/64',
      '',
    ]);
  });

  it('refuses with INTERNAL where the address is not found out', () => {
    const cause = new Error('no proxy');
    const { addressOf, addressIfKnown } = door({
      addressOf: () => {
        throw cause;
      },
    });

    expect(() => addressOf(request())).toThrow(expect.objectContaining({ code: 'INTERNAL', cause }) as Error);
    expect(addressIfKnown(request())).toBe('');
  });

  it('tells of who was turned away in words that are fit for a log', () => {
    const told: DoorRefusal[] = [];
    const { tell } = door({ onRefused: (refusal) => told.push(refusal) });

    tell({ code: 'FORBIDDEN', message: 'no', status: 403, address: 'a\nERROR b' });

    expect(told).toEqual([
      { type: 'refused', code: 'FORBIDDEN', message: 'no', status: 403, address: 'a\\u{a}ERROR b' },
    ]);
  });

  it('refuses options that are none', () => {
    expect(() => door({ maxConnectionsPerAddress: 0 })).toThrow(RangeError);
    expect(() => door({ addressOf: 'x-forwarded-for' as never })).toThrow(TypeError);
    expect(() => door({ onRefused: 1 as never })).toThrow(TypeError);
  });
});
