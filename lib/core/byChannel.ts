/** What a reply of a hub says of each channel; nothing, if it is no list. */
export function byChannel<T>(each: unknown): ReadonlyMap<string, T> {
  const list = (Array.isArray(each) ? each : []) as readonly (T & { readonly channel: string })[];
  return new Map(list.map((one) => [one.channel, one]));
}
