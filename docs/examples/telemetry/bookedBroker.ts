import { tap } from 'rxjs';
import type { Broker } from 'rxwire/server';

/** Where a publication stands, and its id. */
export interface Entry {
  readonly channel: string;
  readonly epoch: string;
  readonly offset: number;
  readonly id: string;
}

/** The same broker, and a word about each publication that it has taken, before anybody gets it. */
export function bookedBroker(broker: Broker, book: (entry: Entry) => void): Broker {
  return {
    ...broker,
    publish: (channel, body, options) =>
      broker.publish(channel, body, options).pipe(
        tap(({ epoch, offset, duplicate }) => {
          const { id } = JSON.parse(body) as { readonly id: string };
          if (!duplicate) book({ channel, epoch, offset, id });
        }),
      ),
  };
}
