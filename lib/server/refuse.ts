import type { HubCore } from './hubCore.js';
import type { HubEvent } from './HubConfig.js';
import type { Refusal } from './Refusal.js';
import type { Session } from './session.js';

/** What a request comes to. */
export interface Reply {
  /** Absent where the protocol has none. */
  readonly text?: string;
  /** What follows once it has been written. */
  readonly start?: () => void;
}

/** Tells what happened, and makes the error reply. */
export function refuse(
  core: HubCore,
  session: Session,
  error: unknown,
  id?: string,
  channel?: string,
): Reply {
  const { text, refusal } = core.refusal(error, id, channel);
  session.tell(refused(session.connection, refusal));
  return { text };
}

/** What happened when something was refused. */
export function refused(connection: string, { code, message, cause }: Refusal): HubEvent {
  return { type: 'refused', connection, code, message, ...(cause !== undefined && { cause }) };
}
