/**
 * Where and what of a decoding error, as far as its shape tells: the first of io-ts's errors, an `Error`, or a string.
 * Goes by structure, so that who does not use io-ts does not load it.
 */
export function explainInvalid(error: unknown): { readonly path: string; readonly reason: string } {
  const first: unknown = Array.isArray(error) ? error[0] : error;
  if (typeof first === 'object' && first !== null) {
    const { context, message, value } = first as { context?: unknown; message?: unknown; value?: unknown };
    if (Array.isArray(context)) {
      const steps = context as readonly (Step | null | undefined)[];
      const path = steps.map((step) => String(step?.key ?? '')).filter((key) => key !== '');
      const expected = String(steps.at(-1)?.type?.name ?? 'something else');
      return {
        path: path.join('.'),
        reason: typeof message === 'string' ? message : `expected ${expected}, got ${describe(value)}`,
      };
    }
    if (typeof message === 'string') return { path: '', reason: message };
  }
  return { path: '', reason: typeof first === 'string' ? first : 'does not decode' };
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}

/** What io-ts keeps of one step on the way to the fault. */
interface Step {
  readonly key?: unknown;
  readonly type?: { readonly name?: unknown };
}
