import { defer, fromEvent, map, of, reduce, takeUntil } from 'rxjs';
import type { Observable } from 'rxjs';
import type { IncomingMessage } from 'node:http';
import { Refusal } from './Refusal.js';

/** A request whose body somebody may have read and left there, as Express's parsers do. */
export type RequestWithBody = IncomingMessage & { readonly body?: unknown };

/**
 * The body of a request as text, at most `limit` bytes of it. Completes without one when the client leaves before its end.
 *
 * Errors: `LIMIT_PAYLOAD`; `BAD_REQUEST` when somebody has read the body and kept it.
 */
export function bodyOf(request: RequestWithBody, limit: number): Observable<string> {
  return defer(() => {
    if (request.readableDidRead) return of(given(request.body));
    let bytes = 0;
    return fromEvent(request, 'data').pipe(
      takeUntil(fromEvent(request, 'end')),
      reduce<unknown, Buffer[]>((chunks, chunk) => {
        bytes += (chunk as Buffer).length;
        if (bytes > limit) throw new Refusal('LIMIT_PAYLOAD', `a message has at most ${limit} bytes`);
        chunks.push(chunk as Buffer);
        return chunks;
      }, []),
      map((chunks) => Buffer.concat(chunks).toString()),
      takeUntil(fromEvent(request, 'close')),
    );
  });
}

function given(body: unknown): string {
  if (typeof body === 'string') return body;
  if (Buffer.isBuffer(body)) return body.toString();
  if (typeof body === 'object' && body !== null) return JSON.stringify(body);
  throw new Refusal('BAD_REQUEST', 'the body was read before: leave it in request.body');
}
