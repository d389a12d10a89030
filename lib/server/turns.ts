/** Something that collects within a turn. */
export interface Flushed {
  flush(): void;
}

/** Gathers what happens in one turn of the event loop, so that it leaves in one piece. */
export interface Turns {
  /** Flushes this channel at the end of the turn, before all clients. */
  channel(channel: Flushed): void;
  /** Flushes this client at the end of the turn. */
  client(client: Flushed): void;
}

/**
 * ```text
 * publish, publish, reply      ppr
 * end of the turn                 |
 * writes to each client           w
 * ```
 *
 * Idle, it costs no waiting worth the name; under load it coalesces by itself.
 */
export function turns(atEndOfTurn: (work: () => void) => void): Turns {
  const channels = new Set<Flushed>();
  const clients = new Set<Flushed>();
  let isScheduled = false;

  const flushAll = (all: Set<Flushed>): void => {
    for (const each of all) {
      all.delete(each);
      each.flush();
    }
  };
  const schedule = (): void => {
    if (isScheduled) return;
    isScheduled = true;
    atEndOfTurn(() => {
      isScheduled = false;
      flushAll(channels);
      flushAll(clients);
    });
  };

  return {
    channel: (channel) => {
      channels.add(channel);
      schedule();
    },
    client: (client) => {
      clients.add(client);
      schedule();
    },
  };
}
