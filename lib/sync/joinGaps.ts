import type { Gap } from './ChannelEvent.js';

/** Two gaps as one, with all that is between them. */
export function joinGaps(earlier: Gap | undefined, later: Gap): Gap {
  if (earlier?.since === undefined) return later;
  const { since } = earlier;
  const { position } = later;
  if (earlier.missed !== undefined && later.missed !== undefined && position !== undefined)
    return { ...later, since, missed: position.offset - since.offset };
  const reason = earlier.reason === 'epoch' && later.missed !== undefined ? 'epoch' : later.reason;
  return { ...later, reason, since, missed: undefined };
}
