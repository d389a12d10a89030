import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReplaySubject, finalize } from 'rxjs';
import type { Observable } from 'rxjs';
import { respondWithEvents } from 'rxwire/server';
import type { RespondWithEventsConfig } from 'rxwire/server';
import { released } from './released.js';

/** What came of one answer. */
export type AnswerEnd = 'completed' | 'unsubscribed' | { readonly failed: unknown };

export interface EventStreamServer {
  readonly url: string;
  /** The last event ID of every request for events, in order. */
  readonly resumed: readonly string[];
  /** How each answer ended; replays. */
  readonly ends$: Observable<AnswerEnd>;
}

export interface EventStreamServerConfig extends Omit<RespondWithEventsConfig, 'request' | 'response'> {
  /** Answers what is not `/events`. */
  readonly otherwise?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Answers `/events` with an event stream, on a free port of 127.0.0.1; gone after the test. */
export async function eventStreamServer(config: EventStreamServerConfig): Promise<EventStreamServer> {
  const { otherwise, ...answer } = config;
  const resumed: string[] = [];
  const ends$ = new ReplaySubject<AnswerEnd>();
  const events: RespondWithEventsConfig['events'] = (context) => {
    resumed.push(context.lastEventId);
    return answer.events(context);
  };
  const server = createServer((request, response) => {
    if (otherwise && !request.url?.startsWith('/events')) return otherwise(request, response);
    let end: AnswerEnd = 'unsubscribed';
    const subscription = respondWithEvents({ ...answer, events, request, response })
      .pipe(finalize(() => ends$.next(end)))
      .subscribe({
        complete: () => (end = 'completed'),
        error: (error: unknown) => (end = { failed: error }),
      });
    released(() => subscription.unsubscribe());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  released(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/events`, resumed, ends$ };
}
