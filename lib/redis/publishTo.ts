import { defer, map } from 'rxjs';
import type { Observable } from 'rxjs';
import { KeyLimitError } from '../core/KeyLimitError.js';
import type { Published, PublishOptions } from '../server/Broker.js';
import type { BrokerContext } from './BrokerContext.js';
import { channelScripts } from './channelScripts.js';
import { wholeNumber } from './wholeNumber.js';

/** Publishes to a channel; see `Broker.publish`. */
export function publishTo(
  context: BrokerContext,
  channel: string,
  body: string,
  { id, history, key }: PublishOptions = {},
): Observable<Published> {
  const { settings, run, keysOf, nextEpoch, bound, announce } = context;
  const { historySize, historyTtl, idempotencyTtl, positionTtl, whenAway } = settings;
  return defer(() => {
    const keys = keysOf(channel);
    const args = [
      ...[body, nextEpoch(), bound],
      ...[wholeNumber(history?.size ?? historySize), wholeNumber(history?.ttl ?? historyTtl)],
      history === undefined ? '0' : '1',
      ...[id === undefined ? '0' : wholeNumber(idempotencyTtl), wholeNumber(positionTtl)],
      ...[announce, keys.published],
    ];
    if (key !== undefined) {
      const { name, op, of = '', limit = Infinity } = key;
      args.push(op, name, String(of), limit === Infinity ? '' : wholeNumber(limit));
    }
    return run({
      script: channelScripts.publish,
      keys: [keys.position, keys.history, keys.order, keys.latest, keys.id + (id ?? '')],
      args,
      size: body.length * 2,
      waits: whenAway === 'keep',
      isRepeatable: id !== undefined,
    });
  }).pipe(
    map((reply) => {
      const [offset, epoch, isDuplicate] = reply as readonly [number, string, number];
      if (offset < 0) throw new KeyLimitError(channel, key?.limit ?? -1 - offset);
      return { offset, epoch, duplicate: isDuplicate === 1 };
    }),
  );
}
