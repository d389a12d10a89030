import {
  EMPTY,
  Subscription,
  catchError,
  concatMap,
  defer,
  finalize,
  fromEvent,
  of,
  takeUntil,
  tap,
} from 'rxjs';
import type { Observable } from 'rxjs';
import type { ServerResponse } from 'node:http';
import { admitPage } from './admitPage.js';
import { answerRequest } from './answerRequest.js';
import { answerWithJson } from './answerWithJson.js';
import type { RequestWithBody } from './bodyOf.js';
import { checkOrigins } from './checkOrigins.js';
import { door } from './door.js';
import type { DoorConfig } from './DoorConfig.js';
import type { HubCore } from './hubCore.js';
import type { HubEvent } from './HubConfig.js';
import { identify } from './identify.js';
import { goingAway } from './Refusal.js';
import { refused } from './refuse.js';
import { streamChannels } from './streamChannels.js';

export interface HttpHandlerConfig extends DoorConfig {
  /**
   * Origins of pages that may ask, exactly as browsers send them, besides the server's own; `'*'` for all, but without
   * their cookies. Others get 403, and so does what a page of another site loads without saying its origin, as an image or a
   * link. @defaultValue []
   */
  readonly origins?: readonly string[] | '*';
  /** Told of what happens to these clients. */
  readonly onEvent?: (event: HubEvent) => void;
}

/** Answers a request; unsubscribing cuts the answer off. */
export type HttpHandler = (request: RequestWithBody, response: ServerResponse) => Subscription;

/** The hub's clients over HTTP. See `Hub.handler`. */
export function httpHandler(core: HubCore, config: HttpHandlerConfig): HttpHandler {
  const { origins = [], onEvent } = config;
  checkOrigins(origins);
  const { addressOf, enter, tell } = door(config);
  const answer = (request: RequestWithBody, response: ServerResponse): Observable<HubEvent> =>
    defer(() => {
      const connection = core.newId();
      const inside = new Subscription();
      let address = '';
      let first: Extract<HubEvent, { type: 'refused' }> | undefined;
      return defer(() => {
        address = addressOf(request);
        if (!admitPage(request, response, origins)) return EMPTY;
        // Publishing is answered to the last.
        if (core.isDraining && request.method !== 'POST') throw goingAway();
        if (request.method === 'GET') inside.add(enter(address));
        return identify(core, { connection, request });
      }).pipe(
        takeUntil(fromEvent(response, 'close')),
        concatMap((known) => {
          const visit = { request, response, connection, known, address };
          return request.method === 'POST' ? answerRequest(core, visit) : streamChannels(core, visit);
        }),
        catchError((error: unknown) => {
          const { text, refusal } = core.refusal(error);
          answerWithJson(response, text, refusal.status);
          return of(refused(connection, refusal));
        }),
        tap((event) => {
          if (event.type === 'refused') first ??= event;
        }),
        finalize(() => {
          inside.unsubscribe();
          const { headersSent, statusCode: status } = response;
          if (first === undefined || !headersSent || status < 400) return;
          const { code, message, cause } = first;
          tell({ code, message, status, address, ...(cause !== undefined && { cause }) });
        }),
      );
    });
  return (request, response) =>
    answer(request, response).pipe(tap(core.counts.observe)).subscribe({ next: onEvent });
}
