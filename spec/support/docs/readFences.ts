import ts from 'typescript';

/** A fenced block of a Markdown file, or of a doc comment. */
export interface Fence {
  readonly path: string;
  /** Line of the file, counted from 1, on which the code begins. */
  readonly line: number;
  /** What follows the opening fence: `ts`, `ts run`, `text output`. */
  readonly info: string;
  readonly code: string;
  /** The `text output` fence that follows with nothing but blank lines between, if there is one. */
  readonly output?: string;
}

/** All fences of a Markdown text. */
export function fencesOfMarkdown(path: string, markdown: string, firstLine = 1): Fence[] {
  const fences: Fence[] = [];
  let open: { mark: string; indent: number; info: string; line: number; code: string[] } | undefined;
  let sinceLastFence = '';
  markdown.split('\n').forEach((text, index) => {
    const [, indent = '', mark = '', info = ''] = /^(\s*)(`{3,}|~{3,})\s*(.*?)\s*$/.exec(text) ?? [];
    if (open === undefined && mark !== '') {
      open = { mark, indent: indent.length, info, line: firstLine + index + 1, code: [] };
    } else if (open === undefined) {
      sinceLastFence += text.trim();
    } else if (mark.startsWith(open.mark) && info === '') {
      const code = open.code.join('\n');
      const last = fences.at(-1);
      if (open.info === 'text output' && last !== undefined && sinceLastFence === '') {
        fences[fences.length - 1] = { ...last, output: code };
      }
      fences.push({ path, line: open.line, info: open.info, code });
      open = undefined;
      sinceLastFence = '';
    } else {
      open.code.push(text.slice(Math.min(open.indent, text.length - text.trimStart().length)));
    }
  });
  if (open !== undefined) {
    throw new Error(`${path}:${open.line - 1} opens a fence that is never closed`);
  }
  return fences;
}

/** All doc comments of a TypeScript text, without their stars, line by line as they stand in the file. */
export function docComments(path: string, source: string): { line: number; text: string }[] {
  const tree = ts.createSourceFile(path, source, ts.ScriptTarget.ES2022, true);
  const found = new Map<number, { line: number; text: string }>();
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of ts.getLeadingCommentRanges(source, node.getFullStart()) ?? []) {
      const comment = source.slice(pos, end);
      if (comment.startsWith('/**')) {
        const text = comment.replace(/^\/\*\*|\*\/$/g, '').replace(/^[ \t]*\* ?/gm, '');
        found.set(pos, { line: tree.getLineAndCharacterOfPosition(pos).line + 1, text });
      }
    }
    node.getChildren(tree).forEach(visit);
  };
  visit(tree);
  return [...found.values()];
}

/** All fences of the doc comments of a TypeScript text. */
export function fencesOfComments(path: string, source: string): Fence[] {
  return docComments(path, source).flatMap(({ line, text }) => fencesOfMarkdown(path, text, line));
}

/** Says which `@example` of a TypeScript text shows no `ts` fence, and so nothing that a spec can check. */
export function examplesWithoutCode(path: string, source: string): string[] {
  return docComments(path, source).flatMap(({ line, text }) =>
    text
      .split(/^@/m)
      .filter((tag) => /^example\b/.test(tag) && !/```ts( run)?$/m.test(tag))
      .map(() => `${path}:${line} has an @example without a \`\`\`ts fence`),
  );
}

/** Says which fence holds code that would escape the type check. */
export function uncheckedFences(fences: readonly Fence[]): string[] {
  return fences
    .filter(({ info }) => /^(ts|tsx|typescript|js|jsx|javascript)\b/.test(info))
    .filter(({ info }) => info !== 'ts' && info !== 'ts run')
    .map(({ path, line, info }) => `${path}:${line - 1} says \`\`\`${info}: write ts, ts run, or text`);
}
