import fc from 'fast-check';
import { closeReason } from 'rxwire';

const bytes = (text: string): number => Buffer.byteLength(text);
const hasHalfPair = (text: string): boolean => /\p{Surrogate}/u.test(text);

describe('closeReason', () => {
  it.each<[string, string, string]>([
    ['nothing', '', ''],
    ['what fits', 'service restart', 'service restart'],
    ['123 bytes', 'x'.repeat(123), 'x'.repeat(123)],
    ['124 bytes: one is cut', 'x'.repeat(124), 'x'.repeat(123)],
    ['two-byte letters: 61 fit', 'ä'.repeat(70), 'ä'.repeat(61)],
    ['a four-byte code point that ends at byte 123', `${'x'.repeat(119)}😀`, `${'x'.repeat(119)}😀`],
    ['a four-byte code point at the cut goes as a whole', `${'x'.repeat(120)}😀`, 'x'.repeat(120)],
    ['a three-byte code point at the cut goes as a whole', `${'x'.repeat(121)}€`, 'x'.repeat(121)],
    ['half a pair that fits stays', `${'x'.repeat(120)}\ud83d`, `${'x'.repeat(120)}\ud83d`],
    ['half a pair, three bytes as it is sent, at the cut', `${'x'.repeat(121)}\ud83d`, 'x'.repeat(121)],
  ])('%s', (_, reason, expected) => {
    expect(closeReason(reason)).toBe(expected);
  });

  it('is the longest beginning of any text that fits into 123 bytes, and halves no code point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 20, maxLength: 200 }), (reason) => {
        const cut = closeReason(reason);

        expect(reason.startsWith(cut)).toBe(true);
        expect(bytes(cut)).toBeLessThanOrEqual(123);
        expect(hasHalfPair(cut)).toBe(false);
        const [next = ''] = reason.slice(cut.length);
        expect(next === '' || bytes(cut + next) > 123).toBe(true);
      }),
    );
  });
});
