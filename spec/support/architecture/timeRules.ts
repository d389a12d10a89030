import ts from 'typescript';
import type { Rule } from './importRules.js';
import { folderOf, importsOf } from './readLib.js';
import type { SourceText } from './readLib.js';

/** Folders of lib/ whose specs play in virtual time, all of them; the others have the platform's own sockets and servers. */
const virtual = new Set(
  'root core backoff operators sse transports sync client messages server testing'.split(' '),
);
const realTime = new Set(
  'setTimeout setInterval setImmediate useFakeTimers advanceTimersByTime setSystemTime'.split(' '),
);

/** A unit spec waits for no timer of the platform, and fakes none: virtual time is the kit's. */
export const leavesRealTimeAlone: Rule = (specs) =>
  specs
    .filter(({ path }) => virtual.has(folderOf(path)))
    .flatMap((spec) => [...callsOfRealTime(spec), ...importsOfRealTime(spec)]);

function callsOfRealTime({ path, tree }: SourceText): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const { expression } = node;
      const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
      if (ts.isIdentifier(name) && realTime.has(name.text)) {
        const line = tree.getLineAndCharacterOfPosition(name.getStart()).line + 1;
        found.push(`${path}:${line} calls ${name.text}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function importsOfRealTime(spec: SourceText): string[] {
  return importsOf(spec)
    .filter(({ specifier }) => /^(node:)?timers/.test(specifier))
    .map(({ specifier, line }) => `${spec.path}:${line} imports ${specifier}`);
}
