import { dispatchData, dispatchEvent } from './dispatchEvent.js';
import type { EventStreamObserver } from './dispatchEvent.js';
import { eventTooBig, lineTooLong } from './EventStreamRules.js';
import type { EventStreamRules } from './EventStreamRules.js';
import type { EventStreamDraft } from './EventStreamState.js';
import { appendData, processLine } from './processLine.js';

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COLON = 0x3a;
const A = 0x61;
const D = 0x64;
const E = 0x65;
const I = 0x69;
const N = 0x6e;
const T = 0x74;
const V = 0x76;

/**
 * Reads whole lines from `start` on, and returns where the unfinished one begins; the length, when nobody listens any more.
 *
 * This loop is the speed of the parser. What it does, and why, measured on Node 20:
 *
 * - A line is known by its first characters and its end is searched behind them; a blank line needs no search. `indexOf`
 *   costs about 10 ns a call. Comparing a slice with `event:` instead of six characters costs tokens 4 %; comparing one with
 *   the whole line of the last event, 14 %; `startsWith` for that and buffers in variables of this loop, 20 %.
 * - A blank line after a single data line ends the event at once: small events 1.38 instead of 1.19 times
 *   `eventsource-parser`.
 * - The searches are written out: V8 does not inline a function into all places of one as long as this, and with one event a
 *   chunk that call is 2 to 8 %.
 * - The next CR and the next NULL are remembered, so that a chunk without them is searched for them once. With a loop of its
 *   own for chunks without CR nothing is gained but code.
 *
 * Whatever is rare goes through `processLine`.
 */
export function readLines(
  text: string,
  start: number,
  draft: EventStreamDraft,
  rules: EventStreamRules,
  observer: EventStreamObserver,
): number {
  const { length } = text;
  const { maxLineLength, maxEventSize } = rules;
  let nextReturn = text.indexOf('\r', start);
  if (nextReturn < 0) nextReturn = length;
  let nextFeed = -1;
  let nextNull = -1;
  let at = start;
  while (at < length) {
    const first = text.charCodeAt(at);
    let end = at;
    if (
      first === D &&
      length - at > 5 &&
      text.charCodeAt(at + 1) === A &&
      text.charCodeAt(at + 2) === T &&
      text.charCodeAt(at + 3) === A &&
      text.charCodeAt(at + 4) === COLON
    ) {
      const from = text.charCodeAt(at + 5) === SPACE ? at + 6 : at + 5;
      if (nextFeed < from) {
        nextFeed = text.indexOf('\n', from);
        if (nextFeed < 0) nextFeed = length;
      }
      if (nextReturn < from) {
        nextReturn = text.indexOf('\r', from);
        if (nextReturn < 0) nextReturn = length;
      }
      end = nextFeed < nextReturn ? nextFeed : nextReturn;
      if (end === length) break;
      if (end - at > maxLineLength) throw lineTooLong(rules);
      const value = text.slice(from, end);
      if (draft.dataBuffer !== undefined) {
        appendData(value, draft, rules);
      } else {
        if (value.length > maxEventSize) throw eventTooBig(rules);
        if (end === nextFeed && end + 1 < length && text.charCodeAt(end + 1) === LF) {
          at = end + 2;
          dispatchData(value, draft, rules, observer);
          if (observer.closed) return length;
          continue;
        }
        draft.dataBuffer = value;
      }
    } else if (first === LF) {
      at++;
      dispatchEvent(draft, rules, observer);
      if (observer.closed) return length;
      continue;
    } else if (first === CR) {
      dispatchEvent(draft, rules, observer);
      if (observer.closed) return length;
    } else {
      if (nextFeed < at) {
        nextFeed = text.indexOf('\n', at);
        if (nextFeed < 0) nextFeed = length;
      }
      if (nextReturn < at) {
        nextReturn = text.indexOf('\r', at);
        if (nextReturn < 0) nextReturn = length;
      }
      end = nextFeed < nextReturn ? nextFeed : nextReturn;
      if (end === length) break;
      if (end - at > maxLineLength) throw lineTooLong(rules);
      if (first === COLON && rules.onComment === undefined) {
        // A comment that nobody asked for.
      } else if (first === I && text.charCodeAt(at + 1) === D && text.charCodeAt(at + 2) === COLON) {
        if (nextNull < at) {
          nextNull = text.indexOf('\0', at);
          if (nextNull < 0) nextNull = length;
        }
        if (nextNull > end)
          draft.idBuffer = text.slice(text.charCodeAt(at + 3) === SPACE ? at + 4 : at + 3, end);
      } else if (
        first === E &&
        text.charCodeAt(at + 1) === V &&
        text.charCodeAt(at + 2) === E &&
        text.charCodeAt(at + 3) === N &&
        text.charCodeAt(at + 4) === T &&
        text.charCodeAt(at + 5) === COLON
      ) {
        const from = text.charCodeAt(at + 6) === SPACE ? at + 7 : at + 6;
        draft.typeBuffer = from < end ? text.slice(from, end) : undefined;
      } else {
        processLine(text.slice(at, end), draft, rules);
        // A callback may have left: then what follows is for whoever comes next.
        if (observer.closed) return length;
      }
    }
    at = end + 1;
    if (end === nextReturn || first === CR) {
      if (at === length) draft.afterReturn = true;
      else if (text.charCodeAt(at) === LF) at++;
    }
  }
  return at;
}
