/** A client as far as one sends it away. */
export interface Dismissible {
  /** Writes to this client alone. */
  write(text: string): void;
  /** Bytes that wait to be written, and to be read. */
  pending(): number;
  /** Ends it, and the client's connection, with a code of the protocol. */
  cut(code: number, reason: string): void;
}
