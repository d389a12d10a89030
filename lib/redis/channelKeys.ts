/** What the engine calls the parts of a channel. All have one hash slot. */
export interface ChannelKeys {
  readonly position: string;
  readonly history: string;
  /** Keys of the channel in the order of their latest publication, and the publications. */
  readonly order: string;
  readonly latest: string;
  /** What begins the key of an id. */
  readonly id: string;
  readonly version: string;
  readonly present: string;
  readonly until: string;
  /** Where publications are announced. */
  readonly published: string;
  /** Where comings and goings are announced. */
  readonly attended: string;
}

/**
 * Names the parts of a channel: `rxwire:{room:1}:h` and the like. Braces within a name would end the tag that decides on the
 * slot, and no name would be no tag: they are escaped.
 */
export function channelKeys(prefix: string, channel: string): ChannelKeys {
  const tag = channel === '' ? '%' : channel.replace(/[%{}]/g, encodeURIComponent);
  const of = (part: string): string => `${prefix}:{${tag}}:${part}`;
  return {
    position: of('o'),
    history: of('h'),
    order: of('k'),
    latest: of('l'),
    id: of('i:'),
    version: of('v'),
    present: of('p'),
    until: of('u'),
    published: of('c'),
    attended: of('a'),
  };
}
