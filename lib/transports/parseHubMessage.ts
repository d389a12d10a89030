/** A message of the hub's protocol, as far as a transport looks at it. */
export interface HubMessage {
  readonly type?: unknown;
  readonly id?: string;
  readonly timestamp?: string;
  readonly data?: Readonly<Record<string, unknown>> | null;
}

/** Reads a text as a message, if it is one. */
export function parseHubMessage(text: string): HubMessage | undefined {
  try {
    const message = JSON.parse(text) as unknown;
    return typeof message === 'object' && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}
