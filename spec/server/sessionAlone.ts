import { Subject } from 'rxjs';
import { hubCore } from '../../lib/server/hubCore.js';
import type { HubCore } from '../../lib/server/hubCore.js';
import type { Batch } from '../../lib/server/publication.js';
import { session } from '../../lib/server/session.js';
import type { Session } from '../../lib/server/session.js';
import type { HubConfig, HubEvent } from 'rxwire/server';
import { recorded } from '../support/recorded.js';
import type { Recorded } from '../support/recorded.js';
import { openConfig } from './hubTalk.js';

/** A session that writes to nobody, what happens to it, and its hub. */
export function sessionAlone(config: Partial<HubConfig> = {}): {
  readonly core: HubCore;
  readonly served: Session;
  readonly events: Recorded<unknown>;
  /** Publications in the order in which they were written, as `channel offset`. */
  readonly written: readonly string[];
} {
  const core = hubCore(openConfig(config));
  const idle = (): void => {};
  const events$ = new Subject<HubEvent>();
  const written: string[] = [];
  const publish = ({ channel, items }: Batch): void => {
    for (const { offset } of items) written.push(`${channel} ${offset}`);
  };
  const outlet = {
    pending: () => 0,
    queued: () => 0,
    message: idle,
    publish,
    position: idle,
    flush: () => 0,
  };
  const served = session({
    core,
    connection: 'c1',
    known: { identity: { user: 'ann' }, until: Infinity },
    outlet,
    onEvent: (event) => events$.next(event),
    close: idle,
  });
  return { core, served, events: recorded(events$), written };
}
