import type { Either } from 'fp-ts/lib/Either.js';

/** Between the data of a publication and what it means; every io-ts `Type` is one. */
export interface ChannelCodec<T> {
  decode(input: unknown): Either<unknown, T>;
  /** For `publish`. @defaultValue data goes as it is */
  encode?(data: T): unknown;
}

/** Codecs by the pattern of a key: the key itself, or one with a `*` that stands for any text. */
export type ChannelCodecs = Readonly<
  Record<string, { decode(input: unknown): Either<unknown, unknown>; encode?(data: never): unknown }>
>;

type Fits<Key extends string, Pattern extends string> = Pattern extends `${infer Head}*${infer Tail}`
  ? Key extends `${Head}${string}${Tail}`
    ? Pattern
    : never
  : never;
type Decoded<C> = C extends { decode(input: unknown): Either<unknown, infer T> } ? T : never;
/** The pattern of a key: itself, or those that fit. */
type PatternOf<Codecs, Key extends string> = Key extends keyof Codecs
  ? Key
  : { [Pattern in keyof Codecs & string]: Fits<Key, Pattern> }[keyof Codecs & string];
/** The data of the plain messages that feed a derived key. */
type DerivedData<In, Key extends string> = Key extends 'notifications'
  ? DataOfType<In, 'notification'>
  : Key extends `chat_${string}`
    ? DataOfType<In, 'chat'>
    : Key extends `user_status_${string}`
      ? DataOfType<In, 'userStatus'>
      : unknown;
type DataOfType<In, Type> =
  Extract<In, { readonly type: Type }> extends { readonly data: infer Data } ? Data : unknown;

/** The type of a key's data: by its codec, for derived keys without one by the client's messages, else unknown. */
export type ChannelData<In, Codecs, Key extends string> = [PatternOf<Codecs, Key>] extends [never]
  ? DerivedData<In, Key>
  : Decoded<Codecs[PatternOf<Codecs, Key> & keyof Codecs]>;

/**
 * Finds the codec of a key: the one of the key itself, or of the pattern that fits and says most.
 *
 * ```text
 * { 'chat:*': a, 'chat:vip:*': b, news: c }
 * chat:1 → a   chat:vip:1 → b   news → c   weather → none
 * ```
 *
 * Errors: throws a `TypeError` at once for what is no codec, and for a pattern with more than one `*`.
 */
export function channelCodecs(codecs: ChannelCodecs): (key: string) => ChannelCodec<unknown> | undefined {
  const exact = new Map<string, ChannelCodec<unknown>>();
  const patterns: { readonly head: string; readonly tail: string; readonly codec: ChannelCodec<unknown> }[] =
    [];
  for (const [pattern, each] of Object.entries(codecs)) {
    const codec = each as ChannelCodec<unknown>;
    if (typeof (codec as Partial<typeof codec> | null)?.decode !== 'function') {
      throw new TypeError(`codecs['${pattern}'] must have the function decode; got ${String(codec)}`);
    }
    const [head = '', tail, more] = pattern.split('*');
    if (more !== undefined) throw new TypeError(`codecs['${pattern}']: a pattern may have one * only`);
    if (tail === undefined) exact.set(pattern, codec);
    else patterns.push({ head, tail, codec });
  }
  patterns.sort((a, b) => b.head.length + b.tail.length - a.head.length - a.tail.length);

  return (key) =>
    exact.get(key) ??
    patterns.find(
      ({ head, tail }) =>
        key.length >= head.length + tail.length && key.startsWith(head) && key.endsWith(tail),
    )?.codec;
}
