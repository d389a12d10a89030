import ts from 'typescript';
import type { SourceText } from './readLib.js';

/**
 * The operators that a library offers: what it exports that is declared to return an operator (`heartbeat`), and such
 * members of what it exports (`Hub.serve`).
 */
export function publicOperators(files: readonly SourceText[]): string[] {
  const exported = new Set(files.filter(({ path }) => path.endsWith('/index.ts')).flatMap(namesExported));
  return [
    ...new Set(
      files
        .flatMap(({ tree }) => tree.statements.flatMap(operatorsOf))
        .filter((name) => exported.has(name.split('.')[0] as string)),
    ),
  ].sort();
}

function namesExported({ tree }: SourceText): string[] {
  return tree.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) return [];
    const { exportClause } = statement;
    return ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [];
  });
}

function operatorsOf(statement: ts.Statement): string[] {
  if (ts.isFunctionDeclaration(statement)) {
    return statement.name !== undefined && isOperator(statement.type) ? [statement.name.text] : [];
  }
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name, type, initializer }) => {
      const made =
        initializer !== undefined && ts.isArrowFunction(initializer) ? initializer.type : returned(type);
      return ts.isIdentifier(name) && (isOperator(made) || isOperator(type)) ? [name.text] : [];
    });
  }
  if (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) {
    const { name, members } = statement;
    return ([...members] as (ts.TypeElement | ts.ClassElement)[]).flatMap((member) =>
      name !== undefined && member.name !== undefined && returnsOperator(member)
        ? [`${name.text}.${member.name.getText()}`]
        : [],
    );
  }
  return [];
}

function returnsOperator(member: ts.Node): boolean {
  if (ts.isMethodSignature(member) || ts.isMethodDeclaration(member)) return isOperator(member.type);
  return ts.isPropertySignature(member) && (isOperator(member.type) || isOperator(returned(member.type)));
}

const returned = (type: ts.TypeNode | undefined): ts.TypeNode | undefined =>
  type !== undefined && ts.isFunctionTypeNode(type) ? type.type : undefined;

/** `OperatorFunction` and its like, or a function from one stream to another. */
function isOperator(type: ts.TypeNode | undefined): boolean {
  if (type === undefined) return false;
  if (ts.isTypeReferenceNode(type)) return type.typeName.getText().endsWith('OperatorFunction');
  if (!ts.isFunctionTypeNode(type) || type.parameters.length !== 1) return false;
  return [type.parameters[0]?.type, type.type].every((each) => /^Observable</.test(each?.getText() ?? ''));
}
