/**
 * Makes `instanceof` hold across copies of the package (ESM beside CommonJS, two versions): it goes by a mark that all
 * copies share, and not by the constructor.
 */
export function brand(errorClass: { readonly prototype: Error; readonly name: string }, name: string): void {
  const mark = Symbol.for(`rxwire.${name}`);
  Object.assign(errorClass.prototype, { name, [mark]: true });
  Object.defineProperty(errorClass, Symbol.hasInstance, {
    value: (value: { readonly [mark]?: true } | null | undefined) => value?.[mark] === true,
  });
}
