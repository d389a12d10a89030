import type { EventStreamRules } from './EventStreamRules.js';
import type { EventStreamDraft } from './EventStreamState.js';
import type { ServerSentEvent } from './ServerSentEvent.js';

/** Who is told of the events. RxJS's `Subscriber` is one; `closed` says that nobody listens any more. */
export interface EventStreamObserver {
  readonly closed: boolean;
  next(event: ServerSentEvent): void;
}

/** What a blank line does: commits the ID, with or without data, and dispatches the event if there is data. */
export function dispatchEvent(
  draft: EventStreamDraft,
  rules: EventStreamRules,
  observer: EventStreamObserver,
): void {
  const data = draft.dataBuffer;
  if (data !== undefined) {
    draft.dataBuffer = undefined;
    dispatchData(data, draft, rules, observer);
    return;
  }
  if (draft.idBuffer !== undefined) commitId(draft.idBuffer, draft, rules);
  draft.typeBuffer = undefined;
  draft.retryBuffer = undefined;
}

/** The same for a block whose data buffer is `data`. All buffers are reset before the event leaves: a listener may throw. */
export function dispatchData(
  data: string,
  draft: EventStreamDraft,
  rules: EventStreamRules,
  observer: EventStreamObserver,
): void {
  if (draft.idBuffer !== undefined) commitId(draft.idBuffer, draft, rules);
  const { lastEventId, typeBuffer, retryBuffer: retry } = draft;
  const type = typeBuffer === undefined ? 'message' : typeBuffer;
  draft.typeBuffer = undefined;
  if (retry === undefined) {
    observer.next({ type, data, lastEventId });
  } else {
    draft.retryBuffer = undefined;
    observer.next({ type, data, lastEventId, retry });
  }
}

function commitId(id: string, draft: EventStreamDraft, { onId }: EventStreamRules): void {
  const isNew = onId !== undefined && id !== draft.lastEventId;
  draft.lastEventId = id;
  draft.idBuffer = undefined;
  if (isNew) onId({ lastEventId: id });
}
