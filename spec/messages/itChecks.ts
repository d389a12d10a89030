import fc from 'fast-check';
import type * as t from 'io-ts';
import { outcomeOf } from './outcomeOf.js';

interface Vectors {
  /** Values that are taken. */
  readonly valid: readonly unknown[];
  /** Values that are refused, each with its faults. */
  readonly invalid: readonly (readonly [input: unknown, ...faults: string[]])[];
}

/** Registers the specs of a codec that checks and never changes what it is given. */
export function itChecks(codec: t.Mixed, { valid, invalid }: Vectors): void {
  it.each(valid.map((input) => [input]))('takes %j as it is', (input) => {
    const decoded = codec.decode(input);

    expect(outcomeOf(decoded)).toBe(input);
    expect(codec.is(input)).toBe(true);
    expect(codec.encode(input)).toBe(input);
  });

  it.each(invalid)('refuses %j', (input, ...faults) => {
    const decoded = codec.decode(input);

    expect(outcomeOf(decoded)).toEqual(faults);
    expect(codec.is(input)).toBe(false);
  });

  it('says in `is` what it says in `decode`, whatever it is given', () => {
    const near = fc
      .constantFrom(...valid)
      .chain((value) =>
        typeof value === 'object' && value !== null
          ? fc
              .tuple(fc.constantFrom(...Object.keys(value), 'other'), fc.anything())
              .map(([key, field]): unknown => ({ ...value, [key]: field }))
          : fc.constant(value),
      );

    fc.assert(
      fc.property(fc.oneof(near, fc.anything()), (input) => {
        const decoded = codec.decode(input);

        expect(decoded._tag).toBe(codec.is(input) ? 'Right' : 'Left');
        if (decoded._tag === 'Right') expect(decoded.right).toBe(input);
      }),
    );
  });
}
