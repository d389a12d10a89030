import { longestDelay } from '../core/longestDelay.js';
import { eventTooBig, lineTooLong } from './EventStreamRules.js';
import type { EventStreamRules } from './EventStreamRules.js';
import type { EventStreamDraft } from './EventStreamState.js';

/** What a line that is not blank does, a comment or a field, in whatever way it is written. */
export function processLine(line: string, draft: EventStreamDraft, rules: EventStreamRules): void {
  if (line.length > rules.maxLineLength) throw lineTooLong(rules);
  const colon = line.indexOf(':');
  const field = colon < 0 ? line : line.slice(0, colon);
  // "If value starts with a U+0020 SPACE character, remove it from value."
  const value = colon < 0 ? '' : line.slice(line.startsWith(' ', colon + 1) ? colon + 2 : colon + 1);
  // "Field names must be compared literally, with no case folding performed."
  switch (field) {
    case '':
      rules.onComment?.({ comment: value });
      break;
    case 'data':
      appendData(value, draft, rules);
      break;
    case 'event':
      draft.typeBuffer = value === '' ? undefined : value;
      break;
    case 'id':
      if (!value.includes('\0')) draft.idBuffer = value;
      break;
    case 'retry':
      if (/^[0-9]+$/.test(value)) setRetry(Math.min(Number(value), longestDelay), draft, rules);
      break;
  }
}

/** What a data field does. The data buffer lacks the LF that the standard appends last and removes at the dispatch. */
export function appendData(value: string, draft: EventStreamDraft, rules: EventStreamRules): void {
  const data = draft.dataBuffer === undefined ? value : draft.dataBuffer + '\n' + value;
  if (data.length > rules.maxEventSize) throw eventTooBig(rules);
  draft.dataBuffer = data;
}

function setRetry(retry: number, draft: EventStreamDraft, { onRetry }: EventStreamRules): void {
  draft.reconnectionTime = retry;
  draft.retryBuffer = retry;
  onRetry?.({ retry });
}
