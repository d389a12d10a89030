import { checkSingleLine } from './checkSingleLine.js';

/** Text that readers ignore, but for the life it shows. */
export interface ServerSentComment {
  readonly comment: string;
}

/**
 * Writes a comment of a `text/event-stream`. Proxies drop quiet connections: one every 15 seconds keeps them up.
 *
 * ```text
 * { comment: 'still here' }  →  ': still here\n\n'
 * ```
 *
 * Errors: a `TypeError` for a comment that holds a line end, for what follows it would be a field.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes
 *
 * @example
 * ```ts
 * import { formatServerSentComment } from 'rxwire';
 *
 * const text = formatServerSentComment({ comment: 'still here' });
 * ```
 */
export function formatServerSentComment({ comment }: ServerSentComment): string {
  checkSingleLine('comment', comment);
  return `: ${comment}\n\n`;
}
