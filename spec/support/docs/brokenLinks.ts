import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';

/** What is needed of the file system, so that a test can draw one. */
export interface LinkTargets {
  exists(path: string): boolean;
  read(path: string): string;
}

const fileSystem: LinkTargets = {
  exists: existsSync,
  read: (path) => (statSync(path).isFile() ? readFileSync(path, 'utf8') : ''),
};

/** Says which relative links of a Markdown file lead to no file, or to no heading of it. */
export function brokenLinks(root: string, path: string, targets: LinkTargets = fileSystem): string[] {
  const markdown = targets.read(join(root, path));
  return linksOf(markdown).flatMap(({ link, line }) => {
    const [file = '', anchor] = decodeURI(link).split('#');
    const target = file === '' ? join(root, path) : join(root, dirname(path), file);
    if (relative(root, target).startsWith('..') || !targets.exists(target)) {
      return [`${path}:${line} ${link} leads to no file`];
    }
    const hasAnchors = extname(target) === '.md' && anchor !== undefined;
    return hasAnchors && !anchorsOf(targets.read(target)).has(anchor)
      ? [`${path}:${line} ${link} leads to no heading`]
      : [];
  });
}

/** Fences and inline code show links and headings without being any; line breaks stay, so that lines still count. */
const withoutCode = (markdown: string): string =>
  markdown
    .replace(/^([ \t]*)(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\s*\2[`~]*[ \t]*$/gm, (code) =>
      code.replace(/[^\n]/g, ''),
    )
    .replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ''));

const withoutInlineCode = (markdown: string): string => markdown.replace(/(`+)(?!`)[^\n]*?\1(?!`)/g, '');

function linksOf(markdown: string): { link: string; line: number }[] {
  return withoutInlineCode(withoutCode(markdown))
    .split('\n')
    .flatMap((text, index) =>
      [
        ...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g),
        ...text.matchAll(/^\s*\[[^\]^]+\]:\s*<?([^\s>]+)/g),
        ...text.matchAll(/\b(?:href|src)="([^"]+)"/g),
      ].map(([, link = '']) => ({ link, line: index + 1 })),
    )
    .filter(({ link }) => !/^([a-z][a-z\d+.-]*:|\/\/)/i.test(link));
}

/** The anchors that a Markdown page gives its headings on GitHub, and those that it sets itself. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  const text = withoutCode(markdown);
  for (const [, heading = ''] of text.matchAll(/^ {0,3}#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$/gm)) {
    const slug = heading
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/<[^>]+>/g, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
      .replace(/ /g, '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) {
      anchor = `${slug}-${count}`;
    }
    anchors.add(anchor);
  }
  for (const [, name = ''] of text.matchAll(/<a\s[^>]*?(?:id|name)="([^"]+)"/g)) {
    anchors.add(name);
  }
  return anchors;
}
