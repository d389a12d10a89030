/**
 * Whether a JSON value has an own key `__proto__` at any depth.
 *
 * As `JSON.parse` makes it, such a key is harmless. A decoder that copies by assignment, as those of io-ts do
 * once a field is transformed, makes the sender's object the prototype of the copy. Walks without recursion, so
 * that no depth overflows the stack.
 */
export function hasPrototypeKey(value: unknown): boolean {
  const pending = [value];
  while (pending.length > 0) {
    const current = pending.pop();
    if (typeof current !== 'object' || current === null) continue;
    if (Object.hasOwn(current, '__proto__')) return true;
    for (const child of Object.values(current)) if (typeof child === 'object') pending.push(child);
  }
  return false;
}
