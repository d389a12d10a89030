import { firstValueFrom } from 'rxjs';
import type { Broker } from 'rxwire/server';

/** Whether an offset was ever issued twice within an epoch. */
export interface IssuedOffsets {
  /** Publishes texts to channel `a`, one after the other; gives the epoch of the last. */
  publish(broker: Broker, ...texts: readonly string[]): Promise<string>;
  /** Places that were given to two publications. */
  readonly twice: readonly string[];
}

export function issuedOffsets(): IssuedOffsets {
  const issued = new Map<string, string>();
  const twice: string[] = [];
  return {
    twice,
    publish: async (broker, ...texts) => {
      let last = '';
      for (const text of texts) {
        const { offset, epoch } = await firstValueFrom(broker.publish('a', text, { id: text }));
        const place = `${epoch}:${offset}`;
        if (issued.has(place)) twice.push(`${place} was ${issued.get(place)}, is ${text}`);
        issued.set(place, text);
        last = epoch;
      }
      return last;
    },
  };
}
