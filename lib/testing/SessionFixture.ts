/** What JSON can say. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** A message: text as it is, bytes as base64, anything else as JSON. */
export type RecordedMessage =
  { readonly text: string } | { readonly base64: string } | { readonly json: JsonValue };

/** What was thrown: an error by what it says, with the own fields that JSON can say; anything else as JSON. */
export type RecordedError =
  | {
      readonly name: string;
      readonly message: string;
      readonly fields: { readonly [key: string]: JsonValue };
      readonly cause?: RecordedError;
    }
  | { readonly json: JsonValue };

/** One thing that happened to a dial, `at` ms after it began. */
export type SessionEvent = { readonly at: number } & (
  | {
      readonly event: 'open';
      /** What the connection carried besides its members, as far as JSON can say it: `protocol`, `url`. */
      readonly carries: { readonly [key: string]: JsonValue };
    }
  | ({ readonly event: 'incoming' | 'sent' } & RecordedMessage)
  /** A sign of life that was no message: a pong, a comment. */
  | { readonly event: 'activity' }
  /** The application ended the link with words; the error that follows says so as well. */
  | { readonly event: 'close'; readonly code: number; readonly reason: string }
  | { readonly event: 'error'; readonly error: RecordedError }
  | { readonly event: 'complete' | 'unsubscribe' }
);

/** One subscription to the recorded observable. */
export interface RecordedDial {
  /** When it began, in ms after the first dial. */
  readonly at: number;
  readonly events: readonly SessionEvent[];
}

/** A session as JSON: what `record` gives and `replay` plays. */
export interface SessionFixture {
  readonly format: 'rxwire/session';
  readonly version: 1;
  /** How many events did not fit; see `overflow` of `record`. */
  readonly dropped: number;
  readonly dials: readonly RecordedDial[];
}
