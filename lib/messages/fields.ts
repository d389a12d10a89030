import * as t from 'io-ts';

type OptionalKey<A> = { [K in keyof A]-?: Record<never, never> extends Pick<A, K> ? K : never }[keyof A];
type Codecs<A, K extends keyof A> = { readonly [Key in K]-?: t.Type<Exclude<A[Key], undefined>> };

/**
 * A codec of plain objects that checks the named fields, keeps the others and never copies.
 *
 * ```text
 * { text: 'hi', colour: 'red' }  → the same object       required: { text: t.string }
 * { colour: 'red' }              → error at 'text'
 * 'hi'                           → error
 * ```
 *
 * Unlike an intersection of `t.type` and `t.partial`, it adds no branch numbers to the path of an error, and it
 * asks each field once. The codecs of the fields must be ones that decode to the value they were given.
 *
 * @see https://github.com/gcanti/io-ts/blob/master/index.md#mixing-required-and-optional-props
 */
export function fields<A extends object>(
  name: string,
  required: Codecs<A, Exclude<keyof A, OptionalKey<A>>>,
  optional: Codecs<A, OptionalKey<A>>,
): t.Type<A> {
  const needed = Object.entries<t.Mixed>(required);
  const allowed = Object.entries<t.Mixed>(optional);
  const [neededKeys, neededCodecs] = [Object.keys(required), Object.values<t.Mixed>(required)];
  const [allowedKeys, allowedCodecs] = [Object.keys(optional), Object.values<t.Mixed>(optional)];

  // Loops over an index: 0.27 µs for an envelope, where loops over the entries take 0.46.
  const is = (input: unknown): input is A => {
    if (!isObject(input)) return false;
    for (let index = 0; index < neededKeys.length; index++) {
      if (!neededCodecs[index]!.is(input[neededKeys[index]!])) return false;
    }
    for (let index = 0; index < allowedKeys.length; index++) {
      const value = input[allowedKeys[index]!];
      if (value !== undefined && !allowedCodecs[index]!.is(value)) return false;
    }
    return true;
  };

  const validate = (input: unknown, context: t.Context): t.Validation<A> => {
    if (is(input)) return t.success(input);
    if (!isObject(input)) return t.failure(input, context);
    const present = allowed.filter(([key]) => input[key] !== undefined);
    return t.failures(
      [...needed, ...present].flatMap(([key, codec]) => {
        const result = codec.validate(input[key], t.appendContext(context, key, codec, input[key]));
        return result._tag === 'Left' ? result.left : [];
      }),
    );
  };

  return new t.Type<A>(name, is, validate, t.identity);
}

function isObject(input: unknown): input is Readonly<Record<string, unknown>> {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
