import { tap } from 'rxjs';
import type { Position } from 'rxwire';
import type { Broker } from 'rxwire/server';

/** Where a publication stands, and its id. */
export interface Entry {
  readonly channel: string;
  readonly epoch: string;
  readonly offset: number;
  readonly id: string;
}

/**
 * The same broker, and a word about each publication that it has taken, before anybody gets it; two words, where its engine tells
 * subscribers and publisher each in its own time.
 */
export function bookedBroker(broker: Broker, book: (entry: Entry) => void): Broker {
  const note = (channel: string, { epoch, offset }: Position, body: string): void => {
    const { id } = JSON.parse(body) as { readonly id: string };
    book({ channel, epoch, offset, id });
  };
  return {
    ...broker,
    publish: (channel, body, options) =>
      broker.publish(channel, body, options).pipe(
        tap((published) => {
          if (!published.duplicate) note(channel, published, body);
        }),
      ),
    subscribe: (channel) =>
      broker.subscribe(channel).pipe(
        tap((event) => {
          if (event.kind === 'message') note(channel, event, event.body);
        }),
      ),
  };
}
