import { isIPv6 } from 'node:net';

/**
 * What the limits for one address go by. Of IPv6 it is the first half: whoever has one address there has 2^64.
 *
 * ```text
 * 192.0.2.7, ::ffff:192.0.2.7          192.0.2.7
 * 2001:db8:1:2:3:4:5:6                 2001:db8:1:2::/64
 * fe80::1%eth0                         fe80:0:0:0::/64
 * anything else                        as it is
 * ```
 *
 * @see https://www.rfc-editor.org/rfc/rfc6177
 */
export function addressKey(address: string): string {
  const plain = address.split('%', 1)[0] as string;
  if (!isIPv6(plain)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = plain.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  // A dotted end stands for two groups.
  const count = before.length + after.length + (plain.includes('.') ? 1 : 0);
  const groups = [...before, ...Array.from({ length: 8 - count }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
