import type { IncomingMessage, ServerResponse } from 'node:http';
import { Subject, Subscription, concat, finalize, of } from 'rxjs';
import type { Observable } from 'rxjs';
import { formatServerSentEvent } from 'rxwire';
import type { MessageEventInit } from 'rxwire/messages';
import { respondWithEvents } from 'rxwire/server';
import { eventHistory } from './eventHistory.js';

/** Where an event stream was cut. */
export interface EventCut {
  /** The ID of the event that was cut. */
  readonly event: string;
  /** So many bytes of it were written. */
  readonly byte: number;
  readonly of: number;
}

/** The half of the server that answers with event streams. */
export interface EventsServer {
  answer(request: IncomingMessage, response: ServerResponse): void;
  publish(event: MessageEventInit): void;
  /** Cuts all streams in the middle of the next event, and tells where. Cold. */
  cutInEvent(): Observable<EventCut>;
  close(): void;
}

/** Streams what is published, from behind the client's last event ID on; asks it to wait `retry` ms before it comes back. */
export function serveEvents({ retry, capacity = 500 }: { retry: number; capacity?: number }): EventsServer {
  const history = eventHistory(capacity);
  const live$ = new Subject<MessageEventInit>();
  const cuts$ = new Subject<EventCut>();
  const open = new Set<ServerResponse>();
  const answers = new Subscription();

  const cut = (event: MessageEventInit): void => {
    const block = Buffer.from(formatServerSentEvent(event));
    const byte = Math.floor(block.length / 2);
    for (const response of open) response.write(block.subarray(0, byte), () => response.destroy());
    cuts$.next({ event: event.lastEventId ?? '', byte, of: block.length });
  };

  return {
    answer: (request, response) => {
      const answer$ = respondWithEvents({
        request,
        response,
        events: ({ lastEventId }) => {
          const missed = history.after(lastEventId);
          response.setHeader('x-replayed', String(missed.length));
          open.add(response);
          return concat(of({ retry }, ...missed), live$);
        },
      });
      answers.add(answer$.pipe(finalize(() => open.delete(response))).subscribe());
    },
    publish: (event) => {
      history.keep(event);
      if (cuts$.observed && open.size > 0) cut(event);
      else live$.next(event);
    },
    cutInEvent: () => cuts$.asObservable(),
    close: () => answers.unsubscribe(),
  };
}
