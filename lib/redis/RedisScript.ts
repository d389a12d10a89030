/** A script that the engine runs as one step. It gets its random texts and its settings as arguments, and the time from the engine. */
export interface RedisScript {
  readonly name: string;
  /** Lua of Redis 7. */
  readonly text: string;
}
