import { everywhere, house, type Room } from './house.js';
import { folderOf, importsOf, resolveRelative, type Import, type SourceText } from './readLib.js';

/** A rule looks at the files of lib/ and says what is wrong, one line per violation. */
export type Rule = (files: readonly SourceText[]) => string[];

const forEachImport =
  (violation: (path: string, each: Import) => string | undefined): Rule =>
  (files) =>
    files.flatMap((file) =>
      importsOf(file).flatMap((each) => {
        const found = violation(file.path, each);
        return found === undefined ? [] : [`${file.path}:${each.line} ${found}`];
      }),
    );

const isRelative = ({ specifier }: Import): boolean => specifier.startsWith('.');

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

function allows({ imports }: Room, name: string, typeOnly: boolean): boolean {
  return [...imports, ...everywhere].some((word) =>
    word.startsWith('type ') ? typeOnly && matches(word.slice('type '.length), name) : matches(word, name),
  );
}

/** Every folder imports only what the table allows it. */
export const keepsToTheTable: Rule = forEachImport((path, each) => {
  const folder = folderOf(path);
  const room = house[folder];
  if (room === undefined) {
    return `is in a folder that the table does not know: ${folder}`;
  }
  const name = isRelative(each) ? folderOf(resolveRelative(path, each.specifier)) : each.specifier;
  if ((isRelative(each) && name === folder) || allows(room, name, each.typeOnly)) {
    return undefined;
  }
  return `${folder} must not import ${each.typeOnly ? 'types of' : 'values of'} ${name}`;
});

export const leavesRxjsInternalAlone: Rule = forEachImport((_, { specifier }) =>
  /^rxjs\/(internal|src|dist)(\/|$)/.test(specifier) ? `imports ${specifier}` : undefined,
);

export const saysJsInRelativeImports: Rule = forEachImport((_, each) =>
  isRelative(each) && !each.specifier.endsWith('.js') ? `'${each.specifier}' does not end in .js` : undefined,
);

/** Relative imports stay inside lib/ and name files that are there. */
export const importsWhatExists: Rule = (files) => {
  const paths = new Set(files.map(({ path }) => path));
  return forEachImport((path, each) =>
    isRelative(each) && !paths.has(resolveRelative(path, each.specifier))
      ? `'${each.specifier}' names no file of lib/`
      : undefined,
  )(files);
};

/** No file reaches itself through imports, type-only ones included. */
export const hasNoCycles: Rule = (files) => {
  const graph = new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .filter(isRelative)
        .map(({ specifier }) => resolveRelative(file.path, specifier)),
    ]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      cycles.push([...trail.slice(start), path].join(' → '));
    } else if (!done.has(path)) {
      (graph.get(path) ?? []).forEach((next) => visit(next, [...trail, path]));
      done.add(path);
    }
  };
  files.forEach(({ path }) => visit(path, []));
  return cycles;
};
