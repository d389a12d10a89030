import { defer, map } from 'rxjs';
import type { Observable } from 'rxjs';
import type { LatestPage, Stored } from '../server/Broker.js';
import type { BrokerContext } from './BrokerContext.js';
import { channelScripts } from './channelScripts.js';
import { wholeNumber } from './wholeNumber.js';

/** Keys of one answer of the engine. */
const atOnce = 500;

/** Reads the latest publication of each key; see `Broker.latest`. At most 500 come at a time: the caller reads on anyway. */
export function readLatest(
  context: BrokerContext,
  channel: string,
  since: number,
  limit: number,
): Observable<LatestPage> {
  const { settings, run, keysOf, nextEpoch, bound } = context;
  return defer(() => {
    const { position, history, order, latest } = keysOf(channel);
    return run({
      script: channelScripts.latest,
      keys: [position, history, order, latest],
      args: [
        ...[String(since), wholeNumber(Math.min(limit, atOnce)), nextEpoch(), bound],
        wholeNumber(settings.positionTtl),
      ],
      size: 0,
      waits: true,
      isRepeatable: true,
    });
  }).pipe(
    map((reply) => {
      const [epoch, top, flat] = reply as readonly [string, number, readonly string[]];
      const items: Stored[] = [];
      for (let n = 0; n < flat.length; n += 2)
        items.push({ offset: Number(flat[n]), body: flat[n + 1] as string });
      return { epoch, top, items };
    }),
  );
}
