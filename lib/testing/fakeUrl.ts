/**
 * The URL that a constructor of the platform takes: absolute, or relative to the page, of these schemes.
 *
 * Errors: `SyntaxError`, as the standards say.
 */
export function fakeUrl(url: string | URL, schemes: RegExp): URL {
  try {
    const parsed = new URL(url, (globalThis as { location?: { href: string } }).location?.href);
    if (schemes.test(parsed.protocol)) return parsed;
  } catch {
    // Told below.
  }
  throw new DOMException(`The URL '${String(url)}' is invalid`, 'SyntaxError');
}
