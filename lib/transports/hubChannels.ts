import { asyncScheduler } from 'rxjs';
import { byChannel } from '../core/byChannel.js';
import { cursor, readCursor } from '../core/cursor.js';
import type { HubMessage } from './parseHubMessage.js';

interface Wish {
  readonly channel: string;
  readonly since?: { readonly offset?: number; readonly epoch?: string };
  readonly recover?: unknown;
}

/** A request to subscribe; `isBatch`: in the form for many channels, which its reply has too. */
interface Joining {
  readonly id: string | undefined;
  readonly wishes: readonly Wish[];
  readonly isBatch: boolean;
}

interface Leaving {
  readonly id: string | undefined;
  readonly leaves: string;
}

type Named = Readonly<Record<string, unknown>>;

/** The channels of one connection to a hub, whose event streams cannot be asked for anything. */
export interface HubChannels {
  /** Whether nobody waits to be told that a channel has been joined, or left. */
  readonly isSettled: boolean;
  /** Takes a message that subscribes or unsubscribes; `false`: it is none, and is to be posted. */
  take(message: HubMessage): boolean;
  /**
   * What the next event stream is to be asked for, in place of the present one; `undefined`: none. `lastEventId` is where
   * the present one stands, if it has begun.
   */
  renew(
    lastEventId: string | undefined,
  ): { readonly channels: readonly string[]; readonly lastEventId: string } | undefined;
  /** The stream has begun with this message; says whether another has to follow. */
  joined(message: HubMessage): boolean;
  /** The stream was refused with this error; says whether to ask for what is left. */
  refused(error: Named): boolean;
}

/**
 * Turns subscribing and unsubscribing into event streams, one in place of the other, and their beginnings into replies.
 *
 * ```text
 * take          subscribe a, since 41 (r1)            subscribe b (r2)
 * renew         channels a, from a at 41              channels a and b, from where the first stream stood
 * joined        a                                     a and b
 * told          r1: subscribed a                      r2: subscribed b; what a missed meanwhile follows
 * ```
 *
 * Of a channel that went on but could not be gone on with, for the history is another one or too short, its observers are
 * told `unsubscribed` with `resubscribe: true`, as over a WebSocket when a hole was found.
 */
export function hubChannels(tell: (message: object) => void): HubChannels {
  const wanted = new Set<string>();
  const positions = new Map<string, { readonly offset: number; readonly epoch: string }>();
  /** What was asked for since the present stream was. */
  const changes: (Joining | Leaving)[] = [];
  /** What the present stream is to answer. */
  const waiting: Joining[] = [];
  const refusals = new Map<string, Named>();

  const say = (type: string, id: string | undefined, data: object, timestamp = now()): void =>
    tell({ type, ...(id !== undefined && { id }), timestamp, data });
  const place = ({ channel, since, recover }: Wish): void => {
    const { offset, epoch } = since ?? {};
    wanted.add(channel);
    refusals.delete(channel);
    if (offset === undefined || epoch === undefined || recover === 'none') positions.delete(channel);
    else positions.set(channel, { offset, epoch });
  };
  const drop = (channel: string): boolean => {
    positions.delete(channel);
    return wanted.delete(channel);
  };
  const answer = (
    { id, wishes, isBatch }: Joining,
    standings: ReadonlyMap<string, Named>,
    timestamp: string | undefined,
  ): void => {
    const channels: Named[] = [];
    const errors: Named[] = [];
    for (const { channel } of wishes) {
      const standing = standings.get(channel);
      if (standing === undefined) errors.push(refusals.get(channel) ?? { ...leftBefore, channel });
      else channels.push(standing);
    }
    const [error] = errors;
    if (!isBatch && error !== undefined) return say('error', id, error, timestamp);
    const data = isBatch ? { channels, ...(errors.length > 0 && { errors }) } : channels[0];
    say('systemMessage', id, { action: 'subscribed', ...data }, timestamp);
  };
  /** Answers all that the present stream was asked for. */
  const answerAll = (standings: ReadonlyMap<string, Named>, timestamp?: string): ReadonlySet<string> => {
    const answered = waiting.splice(0);
    for (const joining of answered) answer(joining, standings, timestamp);
    refusals.clear();
    return new Set(answered.flatMap(({ wishes }) => wishes.map(({ channel }) => channel)));
  };

  return {
    get isSettled() {
      return waiting.length === 0 && changes.length === 0;
    },
    take: ({ id, type, data }) => {
      if (type !== 'systemMessage') return false;
      const { action, channel, channels } = data ?? {};
      if (action === 'unsubscribe' && typeof channel === 'string') {
        changes.push({ id, leaves: channel });
        return true;
      }
      const isBatch = Array.isArray(channels);
      const wishes = (isBatch ? channels : [data]) as readonly (Wish | null)[];
      // What is malformed is for the hub to refuse.
      if (action !== 'subscribe' || wishes.some((wish) => typeof wish?.channel !== 'string')) return false;
      changes.push({ id, wishes: wishes as readonly Wish[], isBatch });
      return true;
    },
    renew: (lastEventId) => {
      if (lastEventId !== undefined) {
        const standings = readCursor(lastEventId, [...wanted]);
        for (const channel of wanted)
          place({ channel, ...(standings.has(channel) && { since: standings.get(channel) as object }) });
      }
      for (const change of changes.splice(0)) {
        if ('leaves' in change) {
          const { id, leaves: channel } = change;
          if (drop(channel)) say('systemMessage', id, { action: 'unsubscribed', channel });
          else say('error', id, { ...notSubscribed, channel });
        } else {
          change.wishes.forEach(place);
          waiting.push(change);
        }
      }
      if (wanted.size === 0) {
        answerAll(new Map());
        return undefined;
      }
      const channels = [...wanted];
      const at = cursor(channels);
      for (const [channel, { epoch, offset }] of positions) at.moveTo(channel, epoch, offset);
      return { channels, lastEventId: at.text ?? '' };
    },
    joined: ({ data, timestamp }) => {
      const standings = byChannel<Named>(data?.['channels']);
      const lost = byChannel<Named>(data?.['errors']);
      for (const [channel, error] of lost) {
        drop(channel);
        refusals.set(channel, error);
      }
      const asked = answerAll(standings, timestamp);
      let isRenewed = false;
      for (const [channel, error] of lost) if (!asked.has(channel)) say('error', undefined, error, timestamp);
      for (const [channel, { recovered }] of standings) {
        if (asked.has(channel) || recovered === true) continue;
        if (drop(channel)) isRenewed = true;
        say('systemMessage', undefined, { ...hole, channel }, timestamp);
      }
      return isRenewed;
    },
    refused: (error) => {
      const { channel } = error;
      if (typeof channel === 'string') {
        if (!drop(channel)) return false;
        const isAsked = waiting.some(({ wishes }) => wishes.some((wish) => wish.channel === channel));
        if (isAsked) refusals.set(channel, error);
        else say('error', undefined, error);
        return true;
      }
      // All of them are too many: those that came last are.
      if (error['code'] !== 'LIMIT_CHANNELS' || waiting.length === 0) return false;
      for (const { id, wishes } of waiting.splice(0)) {
        for (const wish of wishes) drop(wish.channel);
        say('error', id, error);
      }
      return true;
    },
  };
}

const leftBefore = {
  code: 'UNAVAILABLE',
  message: 'it was not joined, or left before',
  retryable: true,
  retryAfter: null,
};
const notSubscribed = {
  code: 'NOT_SUBSCRIBED',
  message: 'not subscribed',
  retryable: false,
  retryAfter: null,
};
const hole = { action: 'unsubscribed', code: 'INSUFFICIENT_STATE', resubscribe: true };

function now(): string {
  return new Date(asyncScheduler.now()).toISOString();
}
