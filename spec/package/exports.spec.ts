import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

type Conditions = Readonly<Record<string, null | Readonly<Record<'types' | 'default', string>>>>;

const root = resolve(__dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  exports: Readonly<Record<string, Conditions | string>>;
};
const entries = Object.entries(manifest.exports).flatMap(([entry, conditions]) =>
  typeof conditions === 'string' ? [] : [{ entry, conditions, file: join(root, 'lib', entry, 'index.ts') }],
);

/** Names that an entry exports as types only, read from its re-exports. */
function typeNames(file: string, text = readFileSync(file, 'utf8')): string[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  return tree.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
    const { exportClause, isTypeOnly, moduleSpecifier } = statement;
    if (exportClause === undefined && moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier)) {
      return typeNames(resolve(dirname(file), moduleSpecifier.text.replace(/\.js$/, '.ts')));
    }
    return exportClause !== undefined && ts.isNamedExports(exportClause)
      ? exportClause.elements.filter((each) => isTypeOnly || each.isTypeOnly).map(({ name }) => name.text)
      : [];
  });
}

describe.each(entries)('the entry $entry', ({ entry, conditions, file }) => {
  it('offers its conditions in the order that every tool reads right', () => {
    const path = entry === '.' ? '' : `${entry.slice(2)}/`;
    const build = (kind: 'esm' | 'cjs'): Record<'types' | 'default', string> => ({
      types: `./dist/${kind}/${path}index.d.ts`,
      default: `./dist/${kind}/${path}index.js`,
    });
    const expected = {
      ...(['./node', './server', './redis'].includes(entry) ? { browser: null } : {}),
      module: build('esm'),
      node: build('cjs'),
      import: build('esm'),
      require: build('cjs'),
    };

    // As text, because the order decides.
    expect(JSON.stringify(conditions, null, 2)).toBe(JSON.stringify(expected, null, 2));
  });

  (existsSync(file) ? it : it.skip)(
    `exports these names${existsSync(file) ? '' : `: needs ${relative(root, file)}`}`,
    () => {
      const values = Object.keys(jest.requireActual<object>(file));

      expect({ values: values.sort(), types: typeNames(file).sort() }).toMatchSnapshot();
    },
  );
});

describe('the names of types', () => {
  it('are those that leave nothing at run time', () => {
    const text = `export { a, type B } from './a.js';\nexport type { C as D, E } from './c.js';`;

    expect(typeNames('index.ts', text)).toEqual(['B', 'D', 'E']);
  });
});
