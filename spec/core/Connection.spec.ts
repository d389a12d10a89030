import type { Connection, IncomingOf, OutgoingOf } from 'rxwire';

/** Compiles only when both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

describe('Connection', () => {
  it('tells what it delivers and what it takes', () => {
    const incoming: Same<IncomingOf<Connection<string, number>>, string> = true;
    const outgoing: Same<OutgoingOf<Connection<string, number>>, number> = true;
    const extended: Same<IncomingOf<Connection<Date, never> & { readonly protocol: string }>, Date> = true;
    const oneWay: Same<OutgoingOf<Connection<string>>, never> = true;

    expect([incoming, outgoing, extended, oneWay]).toEqual([true, true, true, true]);
  });

  it('that takes more serves where one that takes less is asked for', () => {
    const wide = undefined as unknown as Connection<'a', string | ArrayBuffer>;
    const narrow: Connection<string, string> = wide;
    // @ts-expect-error -- what comes in is more than was asked for
    const unfit: Connection<'a', string> = narrow;

    expect(unfit).toBeUndefined();
  });
});
