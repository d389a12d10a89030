/** Who is at the other end. */
export interface Identity {
  /** The user's id; the empty string for everybody who has none. Ids of publishes are told apart by it. */
  readonly user: string;
  /** What others on a channel see of it where presence is kept: anything that is JSON. */
  readonly info?: unknown;
  /**
   * When it ends to hold, in ms since 1970 (a JWT's `exp` is in seconds). Then the channels are closed with `EXPIRED`, and
   * everything is refused with it, until the client has said anew who it is. @defaultValue never
   */
  readonly expiresAt?: number;
  /** The same, in ms from now. Where both are given, the earlier counts. @defaultValue `Infinity` */
  readonly expiresIn?: number;
}

/** What a hub knows of a client when it decides about it. */
export interface ClientContext<I extends Identity> {
  /** The connection's name at this hub. */
  readonly connection: string;
  readonly identity: I;
}
