import { brand } from '../../lib/core/brand.js';

describe('brand', () => {
  const branded = (mark: string): new (message: string) => Error => {
    class Branded extends Error {}
    brand(Branded, mark);
    return Branded;
  };

  it('lets instanceof go by the mark and not by the constructor', () => {
    const First = branded('Tested');
    const Second = branded('Tested');

    expect(new First('x') instanceof Second).toBe(true);
    expect(new Second('x') instanceof First).toBe(true);
  });

  it('keeps classes with different marks apart', () => {
    const One = branded('TestedOne');
    const Two = branded('TestedTwo');

    expect(new One('x') instanceof Two).toBe(false);
    expect(new One('x') instanceof Error).toBe(true);
  });

  it('names the class, whatever a minifier makes of it', () => {
    const Tested = branded('Tested');

    expect(new Tested('x').name).toBe('Tested');
    expect(String(new Tested('x'))).toBe('Tested: x');
    expect(Object.keys(new Tested('x'))).toEqual([]);
  });

  it.each([[null], [undefined], [1], ['text'], [{}]])('does not take %p for an instance', (value) => {
    expect((value as unknown) instanceof branded('Tested')).toBe(false);
  });
});
