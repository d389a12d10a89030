import { NEVER, concat, defer, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { incomingFrames } from 'rxwire';
import type { Connection } from 'rxwire';

/** A link that is open as soon as it is dialled, with frames that wait for whoever reads first. */
export function openAtOnce(...frames: readonly string[]): Observable<Connection<string, string>> {
  return defer(() => {
    const { incoming$, next } = incomingFrames<string>();
    frames.forEach(next);
    return concat(of({ incoming$, send: () => {}, buffered: () => 0, close: () => {} }), NEVER);
  });
}
