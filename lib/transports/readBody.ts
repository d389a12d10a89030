import { Observable } from 'rxjs';
import type { BodyReaderLike } from '../core/FetchLike.js';

/**
 * The chunks of a body, each asked for when the one before was taken; of no body, none.
 *
 * Errors: what the reader says. Finalization: asks for no more; to cancel the body is for whoever took its reader.
 */
export function readBody(reader: BodyReaderLike | undefined): Observable<Uint8Array> {
  return new Observable((subscriber) => {
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
  });
}
