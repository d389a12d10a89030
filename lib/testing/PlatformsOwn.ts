/** The type that the platform's types give a global, if they have it; otherwise one that asks for nothing. */
export type PlatformsOwn<Name extends string> =
  typeof globalThis extends Readonly<Record<Name, infer Own>> ? Own : unknown;
