import { resolve } from 'node:path';
import { parser } from 'typescript-eslint';
import { Linter, type Rule } from 'eslint';
import ts from 'typescript';

const rule = jest.requireActual<Rule.RuleModule>('./finnish.cjs');

/** What the rule says of each line, in one program since creating it takes a second. */
function lint(lines: readonly string[]): Map<string, string[]> {
  const path = resolve(__dirname, 'linted.ts');
  const code = ["import { Observable, Subject, type ObservableInput, of } from 'rxjs';", ...lines].join('\n');
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2022.d.ts'],
    types: [],
    strict: true,
  };
  const host = ts.createCompilerHost(options, true);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === path
      ? ts.createSourceFile(name, code, ts.ScriptTarget.ES2022, true)
      : getSourceFile(name, ...rest);
  const program = ts.createProgram([path], options, host);
  const found = new Linter({ cwd: __dirname }).verify(
    code,
    [
      {
        files: ['**/*.ts'],
        languageOptions: { parser: parser as Linter.Parser, parserOptions: { programs: [program] } },
        plugins: { local: { rules: { finnish: rule } } },
        rules: { 'local/finnish': 'error' },
      },
    ],
    { filename: path },
  );
  return new Map(
    lines.map((line, index) => [
      line,
      found.filter((each) => each.line === index + 2).map(({ messageId, message }) => messageId ?? message),
    ]),
  );
}

const missing = [
  'export const a = of(1);',
  'export const b = new Subject<number>();',
  'export function c(source: Observable<number>): unknown { return source; }',
  'export interface D { readonly values?: Observable<number> }',
  'export class E { values = of(1); }',
  'export const f = ({ values }: { values$: never, values: Observable<number> | undefined }): unknown => values;',
  'export function g<S extends Observable<number>>(source: S): unknown { return source; }',
  'export const h: Observable<number> & { readonly extra: number } = null as never;',
  'export interface I { method(values: Observable<number>): void }',
  'export interface Own extends Observable<number> { extra: number } export declare const j: Own;',
];
const misleading = [
  'export const k$ = 1;',
  'export const l$ = () => of(1);',
  'export interface M { readonly name$: string }',
];
const fine = [
  'export const n$ = of(1);',
  'export const o = () => of(1);',
  'export function p(project: () => Observable<number>): unknown { return project; }',
  'export interface Q { readonly url: string | Observable<string> }',
  'export interface R { readonly source$: ObservableInput<string>; method$(): void }',
  'export function s<T>(value: T, value$: any, _: Observable<T>): unknown { return [value, value$, _]; }',
  'export const t = { values: of(1), make: () => of(1) };',
  'export const u = [of(1)];',
];

describe('the lint rule finnish', () => {
  const found = lint([...missing, ...misleading, ...fine]);

  it.each(missing)('misses the $ in: %s', (line) => {
    expect(found.get(line)).toContain('missing');
  });

  it.each(misleading)('is misled by the $ in: %s', (line) => {
    expect(found.get(line)).toEqual(['misleading']);
  });

  it.each(fine)('is content with: %s', (line) => {
    expect(found.get(line)).toEqual([]);
  });
});
