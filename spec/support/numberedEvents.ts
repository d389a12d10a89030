import type { ServerSentEvent } from 'rxwire';

/** How an event with an ID is written, and what is read. */
type Shape = (id: number) => readonly [text: string, type: string, data: string];

const shapes: readonly Shape[] = [
  (id) => [`id:${id}\ndata\n\n`, 'message', ''],
  (id) => [`id:${id}\r\ndata:a${id}\r\ndata: b\r\n\r\n`, 'message', `a${id}\nb`],
  (id) => [`data:c${id}\revent:t\rid:${id}\r\r`, 't', `c${id}`],
  (id) => [`:é\nid:${id}\ndata:€${id}\n\n`, 'message', `€${id}`],
];
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => (shapes[index % shapes.length] as Shape)(index + 1));

/** Events with IDs from 1 to `count`, as a stream of the kinds of lines and characters that there are. */
export function numberedEvents(count: number): readonly string[] {
  return numbered(count).map(([text]) => text);
}

/** The same, as they are read. */
export function numberedEventsRead(count: number): readonly ServerSentEvent[] {
  return numbered(count).map(([, type, data], index) => ({ type, data, lastEventId: String(index + 1) }));
}
