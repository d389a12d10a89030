/**
 * `describe` when what its tests need is there, otherwise `describe.skip` with the reason in the title, which the
 * reporter forbidSkips prints: `needing('chromium', path !== undefined)('the bundle', () => …)`.
 */
export function needing(what: string, isThere: boolean): (title: string, tests: () => void) => void {
  return (title, tests) =>
    isThere ? describe(title, tests) : describe.skip(`${title}: needs ${what}`, tests);
}
