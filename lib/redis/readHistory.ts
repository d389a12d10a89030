import { EMPTY, defer, expand, last, map, scan } from 'rxjs';
import type { Observable } from 'rxjs';
import type { HistoryPage } from '../server/Broker.js';
import type { BrokerContext } from './BrokerContext.js';
import { channelScripts } from './channelScripts.js';
import { wholeNumber } from './wholeNumber.js';

/** Publications of one answer of the engine, which does nothing else meanwhile. */
const atOnce = 500;

type Reply = readonly [
  epoch: string,
  top: number,
  first: number,
  entries: readonly (readonly [id: string, fields: readonly [name: string, body: string]])[],
];

/**
 * Reads of a channel's history; see `Broker.history`.
 *
 * ```text
 * limit: 1_200     (500)(500)(200)      a page at a time, told as one
 * ```
 *
 * What is let go between one page and the next leaves a hole before the rest: the rest is what there is.
 */
export function readHistory(
  context: BrokerContext,
  channel: string,
  since: number,
  limit: number,
): Observable<HistoryPage> {
  const { settings, run, keysOf, nextEpoch, bound } = context;
  const { historyTtl, positionTtl } = settings;
  const { position, history, order } = keysOf(channel);
  const page = (from: number, left: number): Observable<HistoryPage> =>
    defer(() =>
      run({
        script: channelScripts.history,
        keys: [position, history, order],
        args: [
          ...[String(from), wholeNumber(Math.min(left, atOnce)), nextEpoch(), bound],
          ...[wholeNumber(historyTtl), wholeNumber(positionTtl)],
        ],
        size: 0,
        waits: true,
        isRepeatable: true,
      }),
    ).pipe(map((reply) => pageOf(reply as Reply)));

  return defer(() => {
    let left = limit;
    return page(since, left).pipe(
      expand(({ items, top }) => {
        const end = items.at(-1)?.offset ?? top;
        left -= items.length;
        return items.length === 0 || end >= top || left <= 0 ? EMPTY : page(end, left);
      }),
      scan(joined),
      last(),
    );
  });
}

function pageOf([epoch, top, first, entries]: Reply): HistoryPage {
  const items = entries.map(([id, [, body]]) => ({ offset: Number(id.slice(0, id.indexOf('-'))), body }));
  return { epoch, top, first, items };
}

function joined(before: HistoryPage, next: HistoryPage): HistoryPage {
  const end = before.items.at(-1)?.offset ?? 0;
  const isWhole = before.epoch === next.epoch && (next.items[0]?.offset ?? end + 1) === end + 1;
  return { ...next, items: isWhole ? [...before.items, ...next.items] : next.items };
}
