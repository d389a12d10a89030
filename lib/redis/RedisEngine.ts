/** What a link needs of the `redis` package's client, of one server or of a cluster. */
export interface RedisEngine {
  connect(): Promise<unknown>;
  destroy(): void;
  /** Resolves with the digest of the script, once every primary has it. */
  load(text: string): Promise<string>;
  /** Runs a script without loading it. */
  evaluate(text: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  run(digest: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  listen(channels: readonly string[]): Promise<unknown>;
  ignore(channels: readonly string[]): Promise<unknown>;
  ping(): Promise<unknown>;
}

/** Told by an engine. */
export interface EngineListener {
  announcement(text: string, channel: string): void;
  failed(error: unknown): void;
}
