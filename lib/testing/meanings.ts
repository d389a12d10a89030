/** What the marks of a diagram mean: what `values` say, otherwise themselves. */
export function meanings<T>(
  diagram: string,
  values?: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  const themselves = Object.fromEntries([...diagram].map((mark) => [mark, mark as T]));
  return { ...themselves, ...values };
}
