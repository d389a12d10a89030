/**
 * Whether two messages say the same: primitives that are the same value, arrays and plain objects whose members do,
 * equal bytes; anything else only if it is the same object.
 */
export function sameFacts(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const tag = tagOf(one);
  if (tag !== tagOf(other)) return false;
  if (tag.endsWith('ArrayBuffer]')) return sameMembers(bytesOf(one), bytesOf(other));
  return (/ (Object|Array)\]$/.test(tag) || ArrayBuffer.isView(one)) && sameMembers(one, other);
}

function sameMembers(one: object, other: object): boolean {
  const [mine, yours] = [Object.entries(one), new Map(Object.entries(other))];
  return (
    mine.length === yours.size &&
    mine.every(([key, value]) => yours.has(key) && sameFacts(value, yours.get(key)))
  );
}

const tagOf = (value: object): string => Object.prototype.toString.call(value);
const bytesOf = (value: object): Uint8Array => new Uint8Array(value as ArrayBuffer);
