/** What is known of every message that a client was given. */
export interface MessageAccounts {
  /** All messages, in the order of their sending. */
  readonly given: readonly string[];
  /** What came over the wire. */
  readonly sent: readonly string[];
  /** Those of which the client said at once or later that they were dropped. */
  readonly reportedDropped: readonly string[];
  /** How many the client counts as dropped. */
  readonly dropped: number;
  /** How many the client says are queued. */
  readonly queued: number;
}

/** What is wrong with the accounts: each message is sent once and in order, or dropped, or queued. */
export function faultsOf({ given, sent, reportedDropped, dropped, queued }: MessageAccounts): string[] {
  const faults: string[] = [];
  const order = new Map(given.map((message, index) => [message, index]));
  let latest = -1;
  for (const message of sent) {
    const index = order.get(message);
    if (index === undefined) faults.push(`${message} was sent by nobody`);
    else if (index === latest) faults.push(`${message} was sent twice`);
    else if (index < latest) faults.push(`${message} was sent twice or too late`);
    latest = Math.max(latest, index ?? -1);
  }
  const onTheWire = new Set(sent);
  for (const message of reportedDropped) {
    if (onTheWire.has(message)) faults.push(`${message} was reported dropped, and sent`);
  }
  if (new Set(reportedDropped).size < reportedDropped.length)
    faults.push('a message was reported dropped twice');
  const missing = given.length - onTheWire.size - dropped - queued;
  if (missing !== 0) faults.push(`${missing} messages are neither sent nor dropped nor queued`);
  return faults;
}
