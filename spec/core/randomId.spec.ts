import { randomId } from '../../lib/core/randomId.js';

describe('randomId', () => {
  const platform = Object.getOwnPropertyDescriptor(globalThis, 'crypto')!;
  afterEach(() => Object.defineProperty(globalThis, 'crypto', platform));

  it('writes sixteen random bytes as hexadecimal digits', () => {
    const value = { getRandomValues: (bytes: Uint8Array) => bytes.map((_, index) => index * 17) };
    Object.defineProperty(globalThis, 'crypto', { value, configurable: true });

    expect(randomId()).toBe('00112233445566778899aabbccddeeff');
  });

  it('is another one each time', () => {
    const ids = Array.from({ length: 100 }, randomId);

    expect(new Set(ids).size).toBe(100);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it('says what is missing where there is no crypto', () => {
    Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true });

    expect(randomId).toThrow(new TypeError('There is no crypto here: pass newId, or an id.'));
  });
});
