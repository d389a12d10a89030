/** A place in a channel's history: the last publication that was seen, and the run of the history that it belongs to. */
export interface Position {
  /** A safe integer; one more for each publication. */
  readonly offset: number;
  /** Offsets of two epochs have nothing to do with each other. */
  readonly epoch: string;
}

/** Positions by key, as plain data: to be kept in JSON, and given back as `resumeFrom`. */
export type Positions = Readonly<Record<string, Position>>;
