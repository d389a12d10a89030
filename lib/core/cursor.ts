/** Where an observer stands in one channel; nothing in it: nowhere that can be gone on from. */
interface Standing {
  readonly epoch?: string;
  readonly offset?: number;
}

/** Where an observer stands in all channels of a stream, as the opaque text of a last event ID. */
export interface Cursor {
  moveTo(channel: string, epoch: string, offset: number): void;
  /** Undefined as long as nothing is known of any channel. */
  readonly text: string | undefined;
}

/** The longest text that is read as a cursor. */
const longest = 8_192;

/**
 * Writes the cursor of a stream with these channels.
 *
 * ```text
 * a at 42 of k3Jd9xQ2, b at 7 of k3Jd9xQ2   →   1;1q8dm3c:k3Jd9xQ2:16;1wd8a2t::7
 * ```
 *
 * A version, and for each channel a short hash of its name, the epoch, if it is not that of the one before, and the offset in
 * base 36: about 26 bytes, ASCII.
 */
export function cursor(channels: readonly string[]): Cursor {
  const keys = keysOf(channels);
  const standings = new Map<
    string,
    { readonly key: string; readonly epoch: string; readonly offset: number }
  >();

  return {
    moveTo: (channel, epoch, offset) =>
      void standings.set(channel, {
        key: keys.get(channel) ?? nameKey(channel),
        epoch: encodeURIComponent(epoch),
        offset,
      }),
    get text() {
      if (standings.size === 0) return undefined;
      let text = '1';
      let before: string | undefined;
      for (const { key, epoch, offset } of standings.values()) {
        text += `;${key}:${epoch === before ? '' : epoch}:${offset.toString(36)}`;
        before = epoch;
      }
      return text;
    },
  };
}

/**
 * Where a cursor says that an observer of these channels stands: nowhere in any, if it is no cursor of ours. Channels that it
 * does not speak of are left out.
 */
export function readCursor(text: string, channels: readonly string[]): ReadonlyMap<string, Standing> {
  const told = entriesOf(text);
  const standings = new Map<string, Standing>();
  for (const [channel, key] of keysOf(channels)) {
    // Two names with one hash: whose it was cannot be told.
    const unclear = key !== hashOf(channel) && told?.has(hashOf(channel)) === true ? {} : undefined;
    const standing = told?.get(nameKey(channel)) ?? told?.get(key) ?? unclear;
    if (standing !== undefined) standings.set(channel, standing);
  }
  return standings.size > 0 ? standings : new Map(channels.map((channel) => [channel, {}]));
}

function entriesOf(text: string): ReadonlyMap<string, Standing> | undefined {
  if (text.length > longest || !text.startsWith('1;')) return undefined;
  const entries = new Map<string, Standing>();
  let epoch = '';
  for (const entry of text.slice(2).split(';')) {
    const match = /^([^:]+):([^:]*):([0-9a-z]{1,11})$/.exec(entry);
    const offset = parseInt(match?.[3] ?? '', 36);
    if (match === null || !Number.isSafeInteger(offset)) return undefined;
    epoch = match[2] || epoch;
    try {
      entries.set(match[1] as string, { epoch: decodeURIComponent(epoch), offset });
    } catch {
      return undefined;
    }
  }
  return entries;
}

/** A short name for each channel, or the whole one where two have the same. */
function keysOf(channels: readonly string[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  const shared = new Set<string>();
  for (const channel of channels) {
    const hash = hashOf(channel);
    if ((owners.get(hash) ?? channel) !== channel) shared.add(hash);
    owners.set(hash, channel);
  }
  return new Map(
    channels.map((channel) => {
      const hash = hashOf(channel);
      return [channel, shared.has(hash) ? nameKey(channel) : hash];
    }),
  );
}

function nameKey(channel: string): string {
  return `=${encodeURIComponent(channel)}`;
}

/** FNV-1a. */
function hashOf(channel: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < channel.length; index++) {
    hash = Math.imul(hash ^ channel.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
