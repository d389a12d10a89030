import { posix } from 'node:path';
import ts from 'typescript';
import type { Rule } from './importRules.js';
import { folderOf, type SourceText } from './readLib.js';

const isIndex = (path: string): boolean => posix.basename(path) === 'index.ts';

/** `index.ts` stands only where the package has an entry. */
export const hasIndexOnlyAtEntries =
  (entries: readonly string[]): Rule =>
  (files) =>
    files
      .filter(({ path }) => isIndex(path) && !entries.includes(path))
      .map(({ path }) => `${path} is no entry of the package`);

/** An entry is a list of named re-exports. The Node entry alone may take over all names of the root. */
export const reexportsByName: Rule = (files) =>
  files
    .filter(({ path }) => isIndex(path))
    .flatMap(({ path, tree }) =>
      tree.statements
        .filter((statement) => !isNamedReexport(statement) && !isRootThroughNode(path, statement))
        .map((statement) => {
          const { line } = tree.getLineAndCharacterOfPosition(statement.getStart());
          return `${path}:${line + 1} is not a named re-export`;
        }),
    );

function isNamedReexport(statement: ts.Statement): boolean {
  return (
    ts.isExportDeclaration(statement) &&
    statement.moduleSpecifier !== undefined &&
    statement.exportClause !== undefined &&
    ts.isNamedExports(statement.exportClause)
  );
}

function isRootThroughNode(path: string, statement: ts.Statement): boolean {
  return (
    path === 'lib/node/index.ts' &&
    ts.isExportDeclaration(statement) &&
    statement.exportClause === undefined &&
    statement.moduleSpecifier?.getText() === "'../index.js'"
  );
}

const vague = /^(utils?|helpers?|common|types)$/i;

export const hasTellingNames: Rule = (files) =>
  files.flatMap(({ path }) =>
    path
      .split('/')
      .map((name) => name.replace(/(\.spec)?\.ts$/, ''))
      .filter((name) => vague.test(name))
      .map((name) => `${path}: '${name}' says nothing`),
  );

export const staysShort =
  (lines: number): Rule =>
  (files) =>
    files.flatMap(({ path, text }) => {
      const count = text.trimEnd().split('\n').length;
      return count > lines ? [`${path} has ${count} lines, more than ${lines}`] : [];
    });

/** A file exports the one concept that it is named after. */
export const isNamedAfterItsExport: Rule = (files) =>
  files
    .filter(({ path }) => !isIndex(path))
    .filter((file) => !exportedNames(file).includes(posix.basename(file.path, '.ts')))
    .map(({ path }) => `${path} exports nothing of the name ${posix.basename(path, '.ts')}`);

function exportedNames({ tree }: SourceText): string[] {
  return tree.statements.flatMap((statement) => {
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      return clause !== undefined && ts.isNamedExports(clause) ? clause.elements.map((e) => e.name.text) : [];
    }
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (!isExported) {
      return [];
    }
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.map(({ name }) => name.getText());
    }
    const { name } = statement as ts.Statement & { name?: ts.Identifier };
    return name === undefined ? [] : [name.text];
  });
}

/** Whether a file declares types only, so that nothing of it can run. */
export function isTypeOnly({ tree }: SourceText): boolean {
  return tree.statements.every(
    (statement) =>
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      (ts.isImportDeclaration(statement) &&
        statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) ||
      (ts.isExportDeclaration(statement) && statement.isTypeOnly),
  );
}

/** Each file of lib/ that has something to run has a spec at the same path under spec/. */
export const hasSpecs =
  (specs: readonly string[]): Rule =>
  (files) =>
    files
      .filter((file) => !isIndex(file.path) && !isTypeOnly(file))
      .map(({ path }) => path.replace(/^lib\//, 'spec/').replace(/\.ts$/, '.spec.ts'))
      .filter((spec) => !specs.includes(spec))
      .map((spec) => `${spec} is missing`);

/**
 * Each spec in a folder that lib/ has too stands where its file stands. `name.aspect.spec.ts` belongs to `name.ts`,
 * for a spec that is better read in parts.
 */
export const hasFilesForSpecs =
  (specs: readonly string[]): Rule =>
  (files) => {
    const folders = new Set(files.map(({ path }) => folderOf(path)));
    const paths = new Set(files.map(({ path }) => path));
    return specs
      .filter((spec) => folders.has(folderOf(spec)) && folderOf(spec) !== 'root')
      .filter((spec) => !paths.has(spec.replace(/^spec\//, 'lib/').replace(/(\.\w+)?\.spec\.ts$/, '.ts')))
      .map((spec) => `${spec} has no file in lib/`);
  };
