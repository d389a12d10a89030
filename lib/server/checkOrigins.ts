/** Schemes whose origins browsers send as the URL standard writes them. */
const standard: readonly string[] = ['http:', 'https:'];
/** Schemes of no page. */
const never: readonly string[] = ['ws:', 'wss:', 'ftp:'];

/**
 * Throws unless these are `'*'` or a list of origins, each as a browser sends it. One that is written otherwise would
 * never match, and a string in place of the list would match what it only begins with.
 *
 * ```text
 * '*', [], ['https://app.example'], ['null'], ['capacitor://localhost']      fine
 * 'https://app.example', ['*'], [7]                                          a TypeError
 * ['https://app.example/'], ['app.example'], ['https://app.example:443']     a RangeError, which says what may be meant
 * ```
 *
 * @see https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin
 */
export function checkOrigins(origins: unknown): void {
  if (origins === '*') return;
  if (!Array.isArray(origins)) {
    throw new TypeError(`origins must be a list of origins or '*'; got ${String(origins)}`);
  }
  for (const origin of origins as readonly unknown[]) {
    if (typeof origin !== 'string' || origin === '*') {
      throw new TypeError(
        `origins must be a list of origins, or '*' in place of it; got ${String(origin)} in it`,
      );
    }
    const meant = asSent(origin);
    if (meant === origin) continue;
    const advice = meant === undefined ? '' : `; browsers send '${meant}'`;
    throw new RangeError(
      `origins: '${origin}' is no origin, such as 'https://app.example', and never matches${advice}`,
    );
  }
}

/** The origin as a browser sends it, of what is an origin or a URL. */
function asSent(origin: string): string | undefined {
  // Of a page without an origin, and what some browsers send of a page that is a file.
  if (origin === 'null' || origin === 'file://') return origin;
  if (!URL.canParse(origin)) return undefined;
  const { protocol, host, origin: serialised } = new URL(origin);
  if (host === '' || host.includes('*') || never.includes(protocol)) return undefined;
  // Of apps and extensions, for which the standard has no form: the scheme and the host.
  return standard.includes(protocol) ? serialised : `${protocol}//${host}`;
}
