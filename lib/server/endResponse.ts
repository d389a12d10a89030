import { bindCallback, defer, fromEvent, merge, take, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import type { HttpResponse } from './HttpResponse.js';

/** The stream of HTTP/2 below a response of the compatibility API, which says less than the stream does. */
interface WithHttp2Stream {
  readonly stream?: { readonly closed: boolean; close(code: number): void };
}

// NGHTTP2_CANCEL: the one code of failure that Node does not take for an error of the server's own.
const cancel = 8;

/** Whether it has ended, or nobody is there to write to any more. */
export function isOver(response: HttpResponse): boolean {
  return response.writableEnded || isCut(response);
}

/** Ends the response in order; completes when the system has all of it. */
export function endResponse(response: HttpResponse): Observable<unknown> {
  return merge(
    fromEvent(response, 'finish'),
    defer(() => {
      response.end();
      return [];
    }),
  ).pipe(take(1));
}

/** Cuts the response off when the system has all that was written; completes then. */
export function cutResponse(response: HttpResponse): Observable<unknown> {
  // A line end between two blocks says nothing, and Node tells when it has been written.
  const written$ = bindCallback((written: () => void) => void response.write('\n', written))();
  return written$.pipe(tap(() => cut(response)));
}

/** Leaves a response as it stands: in order, if nothing waits for the client to read it, otherwise by cutting it off. */
export function leaveResponse(response: HttpResponse, waiting: number): void {
  if (response.writableFinished || isCut(response)) return;
  if (!response.writableEnded && waiting + response.writableLength === 0) response.end();
  else cut(response);
}

function isCut(response: HttpResponse & WithHttp2Stream): boolean {
  return response.destroyed === true || response.stream?.closed === true;
}

/** No client takes it for whole: the last chunk is missing, or RST_STREAM says so. */
function cut(response: HttpResponse & WithHttp2Stream): void {
  if (response.stream) response.stream.close(cancel);
  else response.destroy();
}
