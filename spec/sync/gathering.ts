import type { HubEvent } from 'rxwire/server';

/** Who is on the channel `a`, as the hubs have seen them come and go. */
export interface Gathering {
  /** A link of somebody's: what the hub says of it, and its end. */
  attend(user: string): { happens(event: HubEvent): void; over(): void };
  /**
   * How often somebody has been away, then or later, in a way that may be told: of their own will, or for longer than the grace. When it
   * is told is another matter: where a hub was killed too, what it knew of them has its time to live.
   */
  absences(user: string, since: number): number;
}

interface Absence {
  /** From when on it may be told. */
  readonly told: number;
  until: number;
}

/** What may be told of whom: the account against which observers are held. */
export function gathering(now: () => number, grace: number): Gathering {
  const links = new Map<string, number>();
  const absences = new Map<string, Absence[]>();
  const count = (user: string, by: number, ofOwnWill: boolean): void => {
    const before = links.get(user) ?? 0;
    links.set(user, before + by);
    const all = absences.get(user) ?? [];
    absences.set(user, all);
    const last = all.at(-1);
    if (by > 0 && before === 0 && last !== undefined) last.until = now();
    if (by < 0 && before === 1) all.push({ told: now() + (ofOwnWill ? 0 : grace), until: Infinity });
  };

  return {
    attend: (user) => {
      let isThere = false;
      const be = (there: boolean, ofOwnWill = false): void => {
        if (there === isThere) return;
        isThere = there;
        count(user, there ? 1 : -1, ofOwnWill);
      };
      return {
        happens: (event) => {
          if (event.type === 'disconnected') be(false);
          if (!('channel' in event) || event.channel !== 'a') return;
          if (event.type === 'subscribed') be(true);
          if (event.type === 'unsubscribed') be(false, event.code === undefined);
        },
        over: () => be(false),
      };
    },
    absences: (user, since) =>
      (absences.get(user) ?? []).filter(({ told, until }) => told <= until && told <= now() && until >= since)
        .length,
  };
}
