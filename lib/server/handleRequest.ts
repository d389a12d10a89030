import { catchError, concatMap, defaultIfEmpty, defer, map, of, tap, throwError, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import type { Message } from '../messages/messages.js';
import type { HistoryAction } from '../messages/actions/HistoryAction.js';
import type { AuthenticateAction } from '../messages/actions/AuthenticateAction.js';
import type { SubscribeAction } from '../messages/actions/SubscribeAction.js';
import type { PresenceAction } from '../messages/actions/PresenceAction.js';
import { beginRequest, handlerOf, typeOnWire } from './answerByHandler.js';
import { answerPresence } from './answerPresence.js';
import { answerSnapshot } from './answerSnapshot.js';
import type { SnapshotRequest } from './answerSnapshot.js';
import { fromBroker } from './fromBroker.js';
import { reservedTypes } from './checkHandlers.js';
import type { HubCore } from './hubCore.js';
import { joinMany, standingOf } from './joinMany.js';
import { printable } from './printable.js';
import { publication } from './publication.js';
import { Refusal } from './Refusal.js';
import { refuse } from './refuse.js';
import { renew } from './renew.js';
import type { Reply } from './refuse.js';
import type { Session } from './session.js';

/**
 * Does what one message of a client asks for. Emits one reply; what fails is a reply too.
 *
 * ```text
 * subscribe      subscribed, then the publications that were missed, then live ones
 * authenticate   authenticated
 * unsubscribe    unsubscribed
 * history        history
 * snapshot       the latest publication of each key
 * presence       presence, then who comes and goes
 * a message      ack; without a channel, what a handler answers
 * cancel         nothing
 * ping           pong
 * ```
 */
export function handleRequest(core: HubCore, session: Session, message: Message): Observable<Reply> {
  const { id } = message;
  let channel = message.channel;

  const handled = (): Observable<Reply> => {
    core.counts.totals.requests += 1;
    if (message.type === 'ping') return of({ text: pong(core, id) });
    const isSystem = message.type === 'systemMessage' && !('originalType' in message);
    const data = (message.data ?? {}) as Readonly<Record<string, unknown>>;
    if (isSystem && data['action'] === 'authenticate')
      return renew(core, session, id, data as unknown as AuthenticateAction);
    if (session.grants.isExpired) throw new Refusal('EXPIRED', 'this has expired: authenticate again');
    if (!isSystem) {
      if (reservedTypes.includes(typeOnWire(message)))
        throw new Refusal('BAD_REQUEST', `${message.type} cannot be published`);
      if (!/^[^\r\n]+$/.test(typeOnWire(message)))
        throw new Refusal('BAD_REQUEST', 'a type is one line of text');
      const handler = handlerOf(core, message, typeOnWire(message));
      if (handler !== undefined) return beginRequest(core, session, handler, message);
      if (channel === undefined) throw new Refusal('BAD_REQUEST', 'a publication needs a channel');
      return publish(core, session, { ...message, channel });
    }
    if (typeof data['channel'] === 'string') channel = data['channel'];
    switch (data['action']) {
      case 'subscribe':
        return subscribe(core, session, id, data as unknown as SubscribeAction);
      case 'unsubscribe':
        if (!session.leave(channel as string)) throw new Refusal('NOT_SUBSCRIBED', 'not subscribed');
        return of({ text: core.notice({ action: 'unsubscribed', channel }, id) });
      case 'history':
        return history(core, session, id, data as unknown as HistoryAction);
      case 'snapshot':
        return answerSnapshot(core, session, id, data as unknown as SnapshotRequest);
      case 'presence':
        return answerPresence(core, session, id, data as unknown as PresenceAction);
      case 'cancel':
        session.requests.cancel(String(data['request']));
        return of({});
      default:
        // Of a later version of the protocol: ignored, unless somebody waits for an answer.
        if (id === undefined) return of({});
        throw new Refusal('BAD_REQUEST', `unknown action ${printable(String(data['action']))}`);
    }
  };

  return defer(handled).pipe(
    defaultIfEmpty({}),
    catchError((error: unknown) => of(refuse(core, session, error, id, channel))),
  );
}

function pong(core: HubCore, id: string | undefined): string {
  return JSON.stringify({ type: 'pong', ...(id !== undefined && { id }), timestamp: core.timestamp() });
}

function publish(
  core: HubCore,
  session: Session,
  message: Message & { readonly channel: string },
): Observable<Reply> {
  const { channel, id } = message;
  const { user } = session.identity;
  return session.allow('publish', channel).pipe(
    concatMap(() => {
      const { offset: _claimed, ...envelope } = message;
      const change = core.keyChangeOf(channel, message.data);
      const body = core.codec.encode({ ...envelope, ...(change && { data: change.data }) } as never);
      // One user's ids are no business of another's.
      return core.counts.publishing(
        core.broker.publish(channel, body, {
          ...(id !== undefined && { id: `${user.length}:${user}${id}` }),
          ...(change && { key: change.key }),
        }),
      );
    }),
    timeout({ first: core.limits.requestTimeout }),
    catchError((error: unknown) => throwError(() => fromBroker(error))),
    map(({ offset, epoch, duplicate }) => {
      session.tell({ type: 'published', connection: session.connection, channel, offset, duplicate });
      return id === undefined
        ? {}
        : { text: core.notice({ action: 'ack', channel, offset, epoch, duplicate }, id) };
    }),
  );
}

function subscribe(
  core: HubCore,
  session: Session,
  id: string | undefined,
  action: SubscribeAction,
): Observable<Reply> {
  if (action.channels === undefined) {
    return session.join(action).pipe(
      map((joined) => ({
        text: core.notice({ action: 'subscribed', ...standingOf(joined) }, id),
        start: joined.start,
      })),
    );
  }
  if (action.channels.length === 0)
    return of({ text: core.notice({ action: 'subscribed', channels: [] }, id) });
  if (action.channels.length > core.limits.maxChannels) {
    throw new Refusal('LIMIT_CHANNELS', `a connection may observe ${core.limits.maxChannels} channels`);
  }
  return joinMany(core, session, action.channels).pipe(
    map(({ data, start }) => ({ text: core.notice(data, id), start })),
  );
}

function history(
  core: HubCore,
  session: Session,
  id: string | undefined,
  { channel, since, limit = Infinity }: HistoryAction,
): Observable<Reply> {
  const { recoveryLimit, maxPending } = core.limits;
  const count = Math.max(0, Math.min(limit, recoveryLimit));
  return session.allow('history', channel).pipe(
    concatMap(() => core.broker.history(channel, Math.max(0, since?.offset ?? 0), count)),
    timeout({ first: core.limits.requestTimeout }),
    catchError((error: unknown) => throwError(() => fromBroker(error))),
    tap(({ epoch }) => {
      if (since?.epoch !== undefined && since.epoch !== epoch) {
        throw new Refusal('UNRECOVERABLE', 'that run of the history is over');
      }
    }),
    map(({ epoch, top, items }) => {
      const texts: string[] = [];
      let bytes = 0;
      for (const stored of items) {
        const { text } = publication(stored);
        bytes += Buffer.byteLength(text);
        // The rest is for the next request, which goes on behind the last of these.
        if (bytes > maxPending / 2) break;
        texts.push(text);
      }
      const head = core.notice({ action: 'history', channel, epoch, offset: top }, id);
      return { text: `${head.slice(0, -2)},"items":[${texts.join()}]}}` };
    }),
  );
}
