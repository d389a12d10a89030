/**
 * Makes `instanceof` hold across copies of the package (ESM beside CommonJS, two versions): it goes by a mark that all
 * copies share, and not by the constructor.
 */
export function brand(errorClass: { readonly prototype: Error; readonly name: string }, name: string): void {
  const mark = Symbol.for(`rxwire.${name}`);
  Object.defineProperties(errorClass.prototype, { name: { value: name }, [mark]: { value: true } });
  Object.defineProperty(errorClass, Symbol.hasInstance, {
    value: (value: unknown) => typeof value === 'object' && value !== null && mark in value,
  });
}
