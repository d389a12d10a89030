import { random } from 'rxwire/testing';

describe('random', () => {
  it('gives the numbers in turn, and the last for all that follow', () => {
    const next = random([0.5, 0, 0.25]);

    expect([next(), next(), next(), next()]).toEqual([0.5, 0, 0.25, 0.25]);
  });

  it('gives the same from the same seed, spread over the whole range', () => {
    const [one, other] = [random(7), random(7)];
    const drawn = Array.from({ length: 1_000 }, one);

    expect(Array.from({ length: 1_000 }, other)).toEqual(drawn);
    expect(drawn.every((each) => each >= 0 && each < 1)).toBe(true);
    const mean = drawn.reduce((sum, each) => sum + each) / drawn.length;
    expect(mean).toBeGreaterThan(0.45);
    expect(mean).toBeLessThan(0.55);
    expect(random(8)()).not.toBe(drawn[0]);
  });

  it('gives the same from a seed in every version', () => {
    const next = random(7);

    expect([next(), next(), next()]).toEqual([0.011704753153026104, 0.06195825757458806, 0.97690763277933]);
    expect(random(-1)()).toBe(0.8964226141106337);
  });

  it.each<[from: readonly number[] | number, message: string]>([
    [[], 'random numbers are from 0 to below 1; got none'],
    [[0.5, 1], 'random numbers are from 0 to below 1; got 1'],
    [[NaN], 'random numbers are from 0 to below 1; got NaN'],
    [0.5, 'a seed is an integer; got 0.5'],
    [2 ** 53, 'a seed is an integer; got 9007199254740992'],
  ])('refuses %p', (from, message) => {
    expect(() => random(from)).toThrow(new RangeError(message));
  });

  it('refuses what is neither numbers nor a seed', () => {
    expect(() => random('7' as never)).toThrow(
      new TypeError('random takes a list of numbers, or a seed; got 7'),
    );
  });
});
