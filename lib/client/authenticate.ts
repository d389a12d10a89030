import { asyncScheduler } from 'rxjs';

/** What is read of a message; the messages of `rxwire/messages` are such. */
export interface HubWords {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly data?: {
    readonly action?: unknown;
    readonly code?: unknown;
    readonly expiresIn?: unknown;
  } | null;
}

/** The message by which a client says who it is. */
export function authenticate(id: string, token: string): object {
  const timestamp = new Date(asyncScheduler.now()).toISOString();
  return { type: 'systemMessage', id, timestamp, data: { action: 'authenticate', token } };
}

/** How long an identity holds, in ms, as far as the peer says. */
export function lifeOf(expiresIn: unknown): number | undefined {
  return typeof expiresIn === 'number' && expiresIn >= 0 ? expiresIn : undefined;
}
