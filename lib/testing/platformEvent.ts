/**
 * An event of the platform's own class, where it has one (Node 20 has no CloseEvent), with these fields in any case.
 */
export function platformEvent(
  type: string,
  className: 'Event' | 'MessageEvent' | 'CloseEvent',
  fields: Readonly<Record<string, unknown>> = {},
): Event {
  const classes = globalThis as unknown as Record<
    string,
    (new (type: string, fields: object) => Event) | undefined
  >;
  const event = new (classes[className] ?? Event)(type, fields);
  for (const [name, value] of Object.entries(fields)) {
    if (!(name in event)) Object.defineProperty(event, name, { value, enumerable: true });
  }
  return event;
}
