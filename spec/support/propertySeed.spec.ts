import fc from 'fast-check';

describe('property tests', () => {
  it('draw the same each time, and what RXWIRE_SEED says', () => {
    const { seed } = fc.check(
      fc.property(fc.nat(), () => true),
      { numRuns: 1 },
    );

    expect(seed).toBe(Number(process.env['RXWIRE_SEED'] ?? 1));
  });
});
