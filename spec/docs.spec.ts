import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { listSources } from './support/architecture/readLib.js';
import { anchorsOf, brokenLinks, type LinkTargets } from './support/docs/brokenLinks.js';
import { checkExamples } from './support/docs/checkExamples.js';
import {
  examplesWithoutCode,
  fencesOfComments,
  fencesOfMarkdown,
  uncheckedFences,
  type Fence,
} from './support/docs/readFences.js';
import { runExample } from './support/docs/runExample.js';

const root = resolve(__dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...(existsSync(join(root, 'docs'))
    ? readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    : []
  )
    .map((name) => `docs/${name}`)
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules')),
];
const sources = listSources(root, 'lib');
const fences = [
  ...pages.flatMap((path) => fencesOfMarkdown(path, read(path))),
  ...sources.flatMap((path) => fencesOfComments(path, read(path))),
];
const isExample = ({ info }: Fence): boolean => info === 'ts' || info === 'ts run';
const run = (code: string): Promise<string> => runExample(code, (name) => jest.requireActual(name));

describe('the documentation', () => {
  it('has no code that escapes the type check', () => {
    expect([
      ...uncheckedFences(fences),
      ...sources.flatMap((path) => examplesWithoutCode(path, read(path))),
    ]).toEqual([]);
  });

  it('has examples that compile', () => {
    expect(checkExamples(root, fences.filter(isExample))).toEqual([]);
  }, 60_000);

  it('has no relative link that leads nowhere', () => {
    expect(pages.flatMap((path) => brokenLinks(root, path))).toEqual([]);
  });

  for (const { path, line, code, output } of fences.filter(({ info }) => info === 'ts run')) {
    it(`runs the example at ${path}:${line} and prints what the page says`, async () => {
      const printed = await run(code);

      expect(printed.trimEnd()).toBe((output ?? printed).trimEnd());
    });
  }
});

const fenced = (info: string, code: string): string => `\`\`\`${info}\n${code}\n\`\`\``;

describe('reading fences', () => {
  it('tells where the code of a page stands', () => {
    const page = ['# Title', '', fenced('ts', 'one;\n\ntwo;'), '', fenced('text', 'not code')].join('\n');

    expect(fencesOfMarkdown('page.md', page)).toEqual([
      { path: 'page.md', line: 4, info: 'ts', code: 'one;\n\ntwo;' },
      { path: 'page.md', line: 10, info: 'text', code: 'not code' },
    ]);
  });

  it('gives an example the output that follows it at once', () => {
    const output = fenced('text output', 'hello');

    const [near] = fencesOfMarkdown('page.md', `${fenced('ts run', 'x')}\n\n${output}`);
    const [far] = fencesOfMarkdown('page.md', `${fenced('ts run', 'x')}\n\nBut:\n\n${output}`);

    expect(near?.output).toBe('hello');
    expect(far?.output).toBeUndefined();
  });

  it('tells where the code of a doc comment stands', () => {
    const source = ['const a = 1;', '/**', ' * Text.', ' * ```ts', ' * b();', ' *   c();', ' * ```', ' */'];

    expect(fencesOfComments('a.ts', [...source, 'const d = 1;'].join('\n'))).toEqual([
      { path: 'a.ts', line: 5, info: 'ts', code: 'b();\n  c();' },
    ]);
  });

  it('reports a fence that is never closed', () => {
    expect(() => fencesOfMarkdown('page.md', 'text\n```ts\ncode')).toThrow('page.md:2');
  });

  it.each(['ts no-check', 'typescript', 'js'])('reports code that escapes the check: %s', (info) => {
    expect(uncheckedFences(fencesOfMarkdown('page.md', fenced(info, 'x')))).toEqual([
      expect.stringContaining('page.md:1'),
    ]);
  });

  it('reports an @example without code', () => {
    const source = '/**\n * A.\n *\n * @example\n * a();\n * @see b\n */\nexport const a = 1;';

    expect(examplesWithoutCode('a.ts', source)).toEqual([expect.stringContaining('a.ts:1')]);
    expect(examplesWithoutCode('a.ts', source.replace('a();', '```ts\n * a();\n * ```'))).toEqual([]);
  });
});

describe('checking examples', () => {
  // One program for all of them, since it takes seconds: each planted fence must be found, and only it.
  const planted = {
    'type.md': `const a = 1;\nconst b: string = a;`,
    'name.md': `import { noSuchThing } from 'rxwire';`,
    'syntax.md': `const a = ;`,
    'declared.md': `const shared = 1;`,
    'elsewhere.md': `console.log(shared);`,
    'await.md': `import { firstValueFrom, of } from 'rxjs';\nconst a: number = await firstValueFrom(of(1));`,
  };
  const found = (): string[] =>
    checkExamples(
      root,
      Object.entries(planted).map(([path, code]) => ({ path, line: 10, info: 'ts', code })),
    );

  it('reports the line of the page, and each fence is a module that may await', () => {
    expect(found()).toEqual([
      expect.stringMatching(/^type\.md:11 TS2322: /),
      expect.stringMatching(/^name\.md:10 TS2305: /),
      expect.stringMatching(/^syntax\.md:10 TS1109: /),
      expect.stringMatching(/^elsewhere\.md:10 TS2304: /),
    ]);
  }, 60_000);
});

describe('running examples', () => {
  it('returns what was printed, imports and awaits', async () => {
    const code = `import { firstValueFrom, of } from 'rxjs';\nconsole.log('%d is', 1, await firstValueFrom(of({ a: 1 })));`;

    expect(await run(code)).toBe('1 is { a: 1 }');
  });

  it('rejects when the example throws', async () => {
    await expect(run(`const a: number = 1;\nthrow new Error('of the example ' + a);`)).rejects.toThrow(
      'of the example 1',
    );
  });
});

describe('following links', () => {
  const pageAt = (files: Readonly<Record<string, string>>): LinkTargets => ({
    exists: (path) => path.slice('/top/'.length) in files,
    read: (path) => files[path.slice('/top/'.length)] ?? '',
  });
  const check = (files: Readonly<Record<string, string>>): string[] =>
    brokenLinks('/top', 'docs/page.md', pageAt(files));

  it.each([
    '[a](gone.md)',
    '![a](./gone.png)',
    '[a]: ../gone.md',
    '<img src="gone.png">',
    '[a](../../out.md)',
  ])('reports a link to no file: %s', (link) => {
    expect(check({ 'docs/page.md': `\n${link}` })).toEqual([
      expect.stringMatching(/^docs\/page\.md:2 .+no file$/),
    ]);
  });

  it.each(['#gone', 'page.md#gone', '../README.md#not-there'])('reports a link to no heading: %s', (link) => {
    expect(check({ 'docs/page.md': `[a](${link})`, 'README.md': '# There' })).toEqual([
      expect.stringMatching(/no heading$/),
    ]);
  });

  it('follows links to files, headings and lines, and leaves code and other sites alone', () => {
    const page = [
      '# Here & `now`',
      '[a](../README.md) [b](#here--now) [c](../README.md#there-1 "title") [d](../lib/a.ts#L3)',
      '[e](https://example.com/gone.md) `[f](gone.md)` ``[g](gone.md)``',
      fenced('text', '[h](gone.md)\n# Not a heading'),
    ].join('\n');

    expect(check({ 'docs/page.md': page, 'README.md': '# There\n## There', 'lib/a.ts': '' })).toEqual([]);
  });

  it('names headings as the page of the repository does', () => {
    expect([...anchorsOf('# A `b()` – c\n## Ein Öl_x\n### [Link](to.md) here\n```\n# no\n```')]).toEqual([
      'a-b--c',
      'ein-öl_x',
      'link-here',
    ]);
  });
});
