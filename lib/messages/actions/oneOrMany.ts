import * as t from 'io-ts';

/**
 * A codec of actions that speak of one `channel` or, when `channels` is there, of many.
 *
 * ```text
 * { action, channel: 'a' }                   checked by one
 * { action, channels: [{ channel: 'a' }] }   checked by many
 * ```
 *
 * One of the two is asked and not both in turn, so that an error's path leads to the field that is wrong.
 */
export function oneOrMany<One, Many>(name: string, one: t.Type<One>, many: t.Type<Many>): t.Type<One | Many> {
  const chosen = (input: unknown): t.Type<One> | t.Type<Many> =>
    typeof input === 'object' && input !== null && 'channels' in input && input.channels !== undefined
      ? many
      : one;

  return new t.Type<One | Many>(
    name,
    (input): input is One | Many => chosen(input).is(input),
    (input, context) => chosen(input).validate(input, context),
    t.identity,
  );
}
