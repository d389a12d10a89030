import { EMPTY, catchError, last, map, of, takeUntil, takeWhile, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import type { BodyReaderLike, ResponseLike } from '../core/FetchLike.js';
import { utf8Decoder } from '../sse/utf8Decoder.js';
import { readBody } from './readBody.js';

const longest = 65_536;

/**
 * What a server says of its refusal, once: the body as text, its first 64 Ki UTF-16 code units, or what has come of it within
 * a second, or until it broke. Empty for a body of another type, which is not read. To be subscribed to once.
 *
 * ```text
 * body                        -{"error":--"no"}-|
 * explanationOf(r, reader)    ------------------({"error":"no"}|)
 * ```
 *
 * Finalization: as `readBody`.
 */
export function explanationOf(
  { headers }: ResponseLike,
  reader: BodyReaderLike | undefined,
): Observable<string> {
  if (!/^(text\/|application\/([\w.-]+\+)?json)/i.test(headers.get('content-type') ?? '')) return of('');
  const decode = utf8Decoder();
  const held = { unfinishedCharacter: undefined };
  let text = '';
  return readBody(reader).pipe(
    takeWhile((chunk) => (text += decode(chunk, held)).length < longest),
    takeUntil(timer(1_000)),
    catchError(() => EMPTY),
    last(null, 0),
    map(() => text.slice(0, longest)),
  );
}
