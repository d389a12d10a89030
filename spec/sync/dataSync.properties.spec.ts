import fc from 'fast-check';
import * as rxwire from 'rxwire';
import { clientRule } from '../../lib/sync/clientRule.js';
import { planted } from './planted.js';
import { playSync } from './playSync.js';
import { syncScript } from './syncScript.js';

describe('channels, whatever happens to them', () => {
  it('tell each observer everything once and in order, or that something is missing', () => {
    // On failure fast-check prints the seed and the path, and the script is small.
    fc.assert(
      fc.property(syncScript, (script) => void playSync(script, rxwire)),
      { numRuns: 2_000 },
    );
  }, 120_000);
});

describe('the check of what channels tell', () => {
  const mutants: readonly [fault: string, rule: typeof clientRule][] = [
    ['skips one', (last, offset) => (offset > last ? (offset <= last + 2 ? 'accept' : 'hole') : 'duplicate')],
    [
      'takes the last one twice',
      (last, offset) =>
        offset === last || offset === last + 1 ? 'accept' : offset < last ? 'duplicate' : 'hole',
    ],
    [
      'drops the next one',
      (last, offset) => (offset === last + 2 ? 'accept' : offset <= last + 1 ? 'duplicate' : 'hole'),
    ],
    ['sees no holes', (last, offset) => (offset > last ? 'accept' : 'duplicate')],
    ['sees holes everywhere', (last, offset) => (offset > last ? 'hole' : 'duplicate')],
  ];

  /** Loses nothing and asks for everything once more. */
  const asksTwice = (): typeof clientRule => {
    const asked = new Set<number>();
    return (last, offset) => {
      const verdict = clientRule(last, offset);
      if (verdict !== 'accept' || asked.has(offset)) return verdict;
      asked.add(offset);
      return 'hole';
    };
  };
  const check = (rule: typeof clientRule): boolean => {
    const library = planted<typeof rxwire>('../../lib/index', '../../lib/sync/clientRule', () => ({
      clientRule: rule,
    }));
    const property = fc.property(syncScript, (script) => void playSync(script, library));
    return fc.check(property, { numRuns: 300, endOnFailure: true, seed: 1 }).failed;
  };

  it.each(mutants)('notices a client rule that %s', (_, rule) => {
    expect(check(rule)).toBe(true);
  });

  it('notices a client rule that asks again for what is there', () => {
    expect(check(asksTwice())).toBe(true);
  });

  it('has nothing against the rule as it is', () => {
    expect(check(clientRule)).toBe(false);
  });
});
