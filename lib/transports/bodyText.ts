import { concat, defer, ignoreElements, of, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { ConnectionError } from '../core/ConnectionError.js';
import type { BodyReaderLike } from '../core/FetchLike.js';
import { readBody } from './readBody.js';

/**
 * A body as text, when it has come to its end; of no body, the empty text.
 *
 * ```text
 * chunks           -a-b-|
 * bodyText(…, 9)   -----(ab|)
 * ```
 *
 * Errors: kind `protocol` with 1009 for more than `limit` bytes; what the reader says.
 */
export function bodyText(reader: BodyReaderLike | undefined, limit: number): Observable<string> {
  return defer(() => {
    const decoder = new TextDecoder();
    let bytes = 0;
    let text = '';
    const take = (chunk: Uint8Array): void => {
      bytes += chunk.length;
      if (bytes > limit) throw new ConnectionError('protocol', `more than ${limit} bytes`, { code: 1009 });
      text += decoder.decode(chunk, { stream: true });
    };
    return concat(
      readBody(reader).pipe(tap(take), ignoreElements()),
      defer(() => of(text + decoder.decode())),
    );
  });
}
