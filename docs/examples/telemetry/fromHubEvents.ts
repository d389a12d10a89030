import { Subject, concatMap, from, ignoreElements, merge, mergeMap, of, share, takeUntil, tap } from 'rxjs';
import type { Observable } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import { fromEventSource } from 'rxwire/node';
import type { Connection, EventSourceConnection, ServerSentEvent, WebSocketOutgoing } from 'rxwire/node';

/** A request, as far as it is looked at. */
interface Request {
  readonly id?: string;
  readonly type: string;
  readonly data?: { readonly action?: string };
}

/**
 * The door of a hub for event streams as a connection that goes both ways, for a client and its channels: what comes is the
 * stream, whose URL names the channels; what goes is POSTed, one after another.
 *
 * ```text
 * send        s          p                  s: subscribe, id r1    p: publish, id m1
 * GET         --S----a-------b---           S: subscribed          a, b: publications
 * POST                   --A                A: acknowledgement of m1
 * incoming$   --(r1)-a-----A-b---
 * ```
 *
 * A stream tells where its channels stand once, at its beginning. Who asks later, as for a hole, gets a new stream, which goes
 * on from the last event ID. A POST that fails ends the connection too, so that the client sends it again.
 */
export function fromHubEvents(config: {
  readonly url: string;
  readonly publishUrl: string;
}): Observable<Connection<string, WebSocketOutgoing>> {
  return fromEventSource({ url: config.url }).pipe(mergeMap((stream) => bothWays(stream, config.publishUrl)));
}

function bothWays(
  stream: EventSourceConnection,
  publishUrl: string,
): Observable<Connection<string, WebSocketOutgoing>> {
  const posts$ = new Subject<string>();
  const replies$ = new Subject<string>();
  const asked: (string | undefined)[] = [];
  let isTold = false;
  let waiting = 0;

  const send = (message: WebSocketOutgoing): void => {
    const text = String(message);
    const { id, type, data } = JSON.parse(text) as Request;
    const action = type === 'systemMessage' ? data?.action : undefined;
    if (action === 'unsubscribe') return;
    if (action === 'subscribe') {
      if (isTold) return stream.close(4203, 'asked for again');
      asked.push(id);
      return;
    }
    waiting += text.length;
    posts$.next(text);
  };
  const textsOf = ({ type, data }: ServerSentEvent): string[] => {
    const message = type === 'systemMessage' ? (JSON.parse(data) as Request) : undefined;
    if (message?.data?.action !== 'subscribed') return [data];
    isTold = true;
    return asked.splice(0).map((id) => JSON.stringify({ ...message, id }));
  };
  const post = (body: string): Observable<string> =>
    fromFetch(publishUrl, { method: 'POST', body, selector: replyOf }).pipe(
      tap({
        next: (reply) => {
          waiting -= body.length;
          if (reply !== '') replies$.next(reply);
        },
        error: (error: Error) => stream.close(4200, `a POST failed: ${error.message}`),
      }),
    );

  const connection: Connection<string, WebSocketOutgoing> = {
    ...stream,
    incoming$: merge(stream.incoming$.pipe(mergeMap((event) => from(textsOf(event)))), replies$).pipe(
      takeUntil(stream.ended$),
      share(),
    ),
    send,
    buffered: () => waiting,
  };
  const posting$ = posts$.pipe(concatMap(post), ignoreElements(), takeUntil(stream.ended$));
  // In this order: what is sent in the turn of the opening is posted too.
  return merge(posting$, of(connection));
}

/** The hub answers with a message, whatever the status; what stands before it may not. */
async function replyOf(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok && !text.startsWith('{')) throw new Error(`status ${response.status}`);
  return text;
}
