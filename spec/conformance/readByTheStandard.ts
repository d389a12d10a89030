import type { ServerSentEvent } from '../../lib/sse/ServerSentEvent.js';

/** What a whole event stream says. */
export interface Reading {
  readonly events: readonly ServerSentEvent[];
  readonly lastEventId: string;
  readonly reconnectionTime: number | undefined;
  readonly comments: readonly string[];
}

/**
 * Reads a whole event stream at once, as the standard's section "Interpreting an event stream" says it, sentence by sentence
 * and without regard to speed: what the parser is compared with.
 */
export function readByTheStandard(stream: Uint8Array | string): Reading {
  // "Streams must be decoded using the UTF-8 decode algorithm", which "strips one leading UTF-8 Byte Order Mark".
  const text = typeof stream === 'string' ? stream.replace(/^\ufeff/, '') : new TextDecoder().decode(stream);
  const events: ServerSentEvent[] = [];
  const comments: string[] = [];
  let lastEventId = '';
  let reconnectionTime: number | undefined;
  let retry: number | undefined;
  let data = '';
  let type = '';
  let id = '';

  function processField(name: string, value: string): void {
    if (name === 'event') type = value;
    if (name === 'data') data += `${value}\n`;
    if (name === 'id' && !value.includes('\0')) id = value;
    if (name === 'retry' && /^[0-9]+$/.test(value)) {
      retry = reconnectionTime = Math.min(parseInt(value, 10), 2 ** 31 - 1);
    }
  }

  function dispatch(): void {
    lastEventId = id;
    if (data !== '') {
      const named = retry === undefined ? {} : { retry };
      events.push({ type: type || 'message', data: data.slice(0, -1), lastEventId, ...named });
    }
    data = type = '';
    retry = undefined;
  }

  // What stands behind the last line end is pending, and "any pending data must be discarded".
  for (const line of text.split(/\r\n|\n|\r/).slice(0, -1)) {
    const colon = line.indexOf(':');
    if (line === '') dispatch();
    else if (colon === 0) comments.push(line.slice(1).replace(/^ /, ''));
    else if (colon > 0) processField(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''));
    else processField(line, '');
  }
  return { events, lastEventId, reconnectionTime, comments };
}
