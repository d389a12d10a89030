import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  hasFilesForSpecs,
  hasIndexOnlyAtEntries,
  hasSpecs,
  hasTellingNames,
  isNamedAfterItsExport,
  reexportsByName,
  staysShort,
} from './support/architecture/fileRules.js';
import {
  hasNoCycles,
  importsWhatExists,
  keepsToTheTable,
  leavesRxjsInternalAlone,
  saysJsInRelativeImports,
  type Rule,
} from './support/architecture/importRules.js';
import { leavesRealTimeAlone } from './support/architecture/timeRules.js';
import { listSources, readSources, sourceText } from './support/architecture/readLib.js';

const root = resolve(__dirname, '..');
const lib = readSources(root, 'lib');
const specs = listSources(root, 'spec').filter((path) => path.endsWith('.spec.ts'));
const entries = Object.keys(
  (JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { exports: object }).exports,
)
  .filter((entry) => !entry.endsWith('.json'))
  .map((entry) => `lib${entry.slice(1)}/index.ts`);

/** Files with a planted violation, by path. */
type Planted = Readonly<Record<string, string>>;

const rules: readonly [title: string, rule: Rule, planted: readonly Planted[]][] = [
  [
    'every folder imports only what the table of the house allows it',
    keepsToTheTable,
    [
      { 'lib/core/a.ts': `import type { TestScheduler } from 'rxjs/testing';` },
      { 'lib/core/a.ts': `import { b } from '../operators/b.js';` },
      { 'lib/backoff/a.ts': `import { timer } from 'rxjs';` },
      { 'lib/backoff/a.ts': `import { option } from 'fp-ts';` },
      { 'lib/backoff/a.ts': `import { none } from 'fp-ts/lib/Option.js';` },
      { 'lib/operators/a.ts': `import type { B } from '../transports/b.js';` },
      { 'lib/transports/a.ts': `export { b } from '../operators/b.js';` },
      { 'lib/transports/a.ts': `const ws = await import('ws');` },
      { 'lib/sync/a.ts': `type A = import('../client/b.js').B;` },
      { 'lib/client/a.ts': `import { readFile } from 'node:fs';` },
      { 'lib/index.ts': `export { a } from './messages/a.js';` },
      { 'lib/messages/a.ts': `import { map } from 'rxjs/operators';` },
      { 'lib/redis/a.ts': `import { Broker } from '../server/Broker.js';` },
      { 'lib/testing/a.ts': `import { it } from '@jest/globals';` },
      { 'lib/angular/a.ts': `import { a } from '../core/a.js';` },
      { 'lib/cli/a.ts': `const a = require('../server/a.js');` },
      { 'lib/elsewhere/a.ts': `import 'rxjs';` },
    ],
  ],
  [
    'nobody imports the inside of rxjs',
    leavesRxjsInternalAlone,
    [{ 'lib/operators/a.ts': `import { lift } from 'rxjs/internal/util/lift';` }],
  ],
  [
    'relative imports end in .js',
    saysJsInRelativeImports,
    [
      { 'lib/core/a.ts': `import type { B } from './b';` },
      { 'lib/core/a.ts': `export { b } from './b.ts';` },
    ],
  ],
  [
    'relative imports name files of lib/',
    importsWhatExists,
    [{ 'lib/core/a.ts': `import { b } from './b.js';` }, { 'lib/a.ts': `import '../spec/a.js';` }],
  ],
  [
    'no file imports itself by way of others',
    hasNoCycles,
    [
      {
        'lib/core/a.ts': `import { b } from './b.js';`,
        'lib/core/b.ts': `import { c } from './c.js';`,
        'lib/core/c.ts': `import type { a } from './a.js';`,
      },
    ],
  ],
  ['index.ts stands only at entries', hasIndexOnlyAtEntries(entries), [{ 'lib/core/index.ts': '' }]],
  [
    'index.ts holds nothing but named re-exports',
    reexportsByName,
    [
      { 'lib/index.ts': `export * from './core/a.js';` },
      { 'lib/index.ts': `export * as core from './core/a.js';` },
      { 'lib/index.ts': `export const a = 1;` },
      { 'lib/index.ts': `import './core/a.js';` },
      { 'lib/node/index.ts': `export * from '../core/a.js';` },
    ],
  ],
  [
    'no folder and no file has a name that says nothing',
    hasTellingNames,
    [
      { 'lib/utils/a.ts': '' },
      { 'lib/core/helpers.ts': '' },
      { 'lib/core/common.ts': '' },
      { 'lib/core/types.ts': '' },
    ],
  ],
  ['no file is longer than 250 lines', staysShort(250), [{ 'lib/core/a.ts': 'a;\n'.repeat(251) }]],
  [
    'a file is named after what it exports',
    isNamedAfterItsExport,
    [{ 'lib/core/a.ts': `export const b = 1;` }, { 'lib/core/a.ts': `const a = 1; export type { B };` }],
  ],
  [
    'every file that has something to run has a spec of the same path',
    hasSpecs(specs),
    [{ 'lib/core/withoutSpec.ts': `export const withoutSpec = 1;` }],
  ],
  [
    'every spec stands where its file stands',
    hasFilesForSpecs([...specs, 'spec/planted/gone.spec.ts']),
    [{ 'lib/planted/here.ts': `export const here = 1;` }],
  ],
];

describe('the house', () => {
  it('has been read', () => {
    expect(lib.map(({ path }) => path)).toContain('lib/index.ts');
  });

  it.each(rules)('%s', (_, rule) => {
    expect(rule(lib)).toEqual([]);
  });
});

describe('the unit specs', () => {
  it('play in virtual time', () => {
    const unitSpecs = readSources(root, 'spec');

    expect(unitSpecs.length).toBeGreaterThan(100);
    expect(leavesRealTimeAlone(unitSpecs)).toEqual([]);
  });

  it.each([
    ['spec/core/a.spec.ts', `setTimeout(() => done(), 10);`, 'calls setTimeout'],
    ['spec/operators/a.spec.ts', `beforeEach(() => jest.useFakeTimers());`, 'calls useFakeTimers'],
    ['spec/sync/a.ts', `await new Promise((done) => setImmediate(done));`, 'calls setImmediate'],
    [
      'spec/client/a.spec.ts',
      `import { setTimeout } from 'node:timers/promises';`,
      'imports node:timers/promises',
    ],
  ])('may not do this: %s %s', (path, text, told) => {
    expect(leavesRealTimeAlone([sourceText(path, text)])).toEqual([`${path}:1 ${told}`]);
  });

  it('are not those that need the real world', () => {
    expect(leavesRealTimeAlone([sourceText('spec/integration/a.spec.ts', 'setTimeout(done, 1);')])).toEqual(
      [],
    );
  });
});

describe('a rule of the house', () => {
  const plantings = rules.flatMap(([title, rule, planted]) =>
    planted.map((files) => {
      const [[path, text] = ['', '']] = Object.entries(files);
      return { title, rule, files, shown: `${path} ${text.split('\n')[0]}`.trim() };
    }),
  );

  it.each(plantings)('$title: $shown breaks it', ({ rule, files }) => {
    const planted = Object.entries(files).map(([path, text]) => sourceText(path, text));

    expect(rule(planted)).toHaveLength(1);
  });

  it('lets everybody have the types of fp-ts, and core those of rxjs', () => {
    const files = [
      sourceText('lib/backoff/a.ts', `import type { Option } from 'fp-ts/lib/Option.js';`),
      sourceText('lib/core/a.ts', `import { type Observable } from 'rxjs';`),
    ];

    expect(keepsToTheTable(files)).toEqual([]);
  });

  it('lets the Node entry take over the names of the root', () => {
    const files = [sourceText('lib/node/index.ts', `export * from '../index.js';`)];

    expect([...reexportsByName(files), ...keepsToTheTable(files)]).toEqual([]);
  });

  it('asks no spec of a file that declares types only', () => {
    const files = [
      sourceText('lib/core/a.ts', `import type { B } from './b.js'; export interface A { b: B }`),
      sourceText('lib/core/index.ts', `export { a } from './a.js';`),
    ];

    expect(hasSpecs([])(files)).toEqual([]);
  });

  it('lets one file have a spec in parts', () => {
    const files = [sourceText('lib/core/a.ts', 'export const a = 1;')];

    expect(hasFilesForSpecs(['spec/core/a.spec.ts', 'spec/core/a.faults.spec.ts'])(files)).toEqual([]);
  });
});
