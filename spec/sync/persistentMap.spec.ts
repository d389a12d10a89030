import fc from 'fast-check';
import { persistentMap } from '../../lib/sync/persistentMap.js';
import type { PersistentMap } from '../../lib/sync/persistentMap.js';

describe('persistentMap', () => {
  it('leaves each version as it was, whichever is read when, and branches', () => {
    const key = fc.constantFrom('a', 'b', '__proto__');
    const steps = fc.array(fc.record({ key, value: fc.option(fc.nat(3)), from: fc.nat(), read: fc.nat() }));
    fc.assert(
      fc.property(steps, (script) => {
        const versions: [PersistentMap<string, number>, Map<string, number>][] = [
          [persistentMap(), new Map()],
        ];
        const at = (n: number) => versions[n % versions.length] as (typeof versions)[number];
        for (const { key: name, value, from, read } of script) {
          const [version, model] = at(from);
          const next = new Map(model);
          if (value === null) next.delete(name);
          else next.set(name, value);
          versions.push([value === null ? version.without(name) : version.with(name, value), next]);
          const [seen, expected] = at(read);
          expect(seen.get(name)).toBe(expected.get(name));
        }
        for (const [version, model] of versions) {
          expect(new Map(version)).toEqual(model);
          expect([version.size, version.has('a')]).toEqual([model.size, model.has('a')]);
        }
      }),
    );
  });

  it('is not disturbed while somebody goes through it', () => {
    const map = persistentMap<string, number>().with('a', 1).with('b', 2);
    const seen: string[] = [];

    for (const name of map.keys()) {
      seen.push(name);
      map.with('c', 3).with('d', 4);
    }

    expect(seen).toEqual(['a', 'b']);
  });

  it('costs no copy for a change', () => {
    let map = persistentMap<number, number>();
    for (let n = 0; n < 200_000; n += 1) map = map.with(n, n);

    expect(map.size).toBe(200_000);
  });
});
