import type { Provider } from '../core/Provider.js';

/**
 * Throws at construction for a URL that is known by then and cannot be dialled, or is missing; one that is provided later
 * is checked when it comes.
 */
export function checkUrl<Context>(
  url: Provider<string | URL, Context>,
  dialable: (url: string | URL) => string,
): void {
  if (typeof url !== 'function' && (typeof url !== 'object' || url instanceof URL)) dialable(url);
}
