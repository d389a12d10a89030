import { Observable } from 'rxjs';
import type { ResponseLike } from '../core/FetchLike.js';

/**
 * The chunks of a body, each asked for when the one before was taken.
 *
 * Errors: what the reader says. Finalization: cancels the body.
 */
export function readBody(body: ResponseLike['body']): Observable<Uint8Array> {
  return new Observable((subscriber) => {
    const reader = body?.getReader();
    const read = (): void => {
      if (reader === undefined) return subscriber.complete();
      reader.read().then(
        ({ done, value }) => {
          if (done) return subscriber.complete();
          if (value !== undefined) subscriber.next(value);
          if (!subscriber.closed) read();
        },
        (error: unknown) => subscriber.error(error),
      );
    };
    read();
    // A body that is aborted already says so, which is no news.
    return () => void reader?.cancel().then(undefined, () => {});
  });
}
