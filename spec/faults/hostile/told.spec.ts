import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attacks } from './attacks.js';
import { tableOf } from './tableOf.js';

const page = readFileSync(join(__dirname, '../../../docs/security.md'), 'utf8');

describe('docs/security.md', () => {
  it('tells of each attack what is tried and what comes of it, and of no other', () => {
    const rows = tableOf(page, 'attack').map(([attack, tried, got]) => [attack, tried, got]);

    expect(rows).toEqual(attacks.map(({ name, tried, got }) => [name, tried, got]));
  });

  it('reads a table by its heading', () => {
    const drawn = 'x\n\n| attack | n |\n|---|---|\n| a | 1 |\n| b c | `2` |\n\n| other |\n|---|\n| d |\n';

    expect(tableOf(drawn, 'attack')).toEqual([
      ['a', '1'],
      ['b c', '`2`'],
    ]);
    expect(() => tableOf(drawn, 'none')).toThrow("no table begins with 'none'");
  });
});
