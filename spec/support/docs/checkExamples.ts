import { dirname, join } from 'node:path';
import ts from 'typescript';
import type { Fence } from './readFences.js';

/**
 * Type-checks fences as modules of their own, in one program with the options of tsconfig.json, and returns what is
 * wrong as `README.md:12 TS2345: …`.
 */
export function checkExamples(root: string, fences: readonly Fence[]): string[] {
  // The files stand nowhere but in this map, in the repository's top folder so that packages and paths resolve.
  const examples = new Map(fences.map((fence, index) => [join(root, `example-${index + 1}.ts`), fence]));
  const options: ts.CompilerOptions = {
    ...optionsOf(root),
    noEmit: true,
    moduleDetection: ts.ModuleDetectionKind.Force,
  };
  const host = ts.createCompilerHost(options, true);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => examples.has(path) || fileExists(path);
  host.readFile = (path) => examples.get(path)?.code ?? readFile(path);
  const program = ts.createProgram([...examples.keys()], options, host);

  const ofExamples = [...examples].flatMap(([path, fence]) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      (diagnostic) => `${placeOf(fence, diagnostic)} ${describe(diagnostic)}`,
    );
  });
  const ofOptions = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()].map(describe);
  return [...ofOptions, ...ofExamples];
}

function optionsOf(root: string): ts.CompilerOptions {
  const path = join(root, 'tsconfig.json');
  const { config, error } = ts.readConfigFile(path, (name) => ts.sys.readFile(name)) as {
    config: unknown;
    error?: ts.Diagnostic;
  };
  if (error !== undefined) {
    throw new Error(describe(error));
  }
  // Only the options are wanted: reading no folder saves the walk through all files.
  const host = { ...ts.sys, readDirectory: () => [] };
  return ts.parseJsonConfigFileContent(config, host, dirname(path), undefined, path).options;
}

function placeOf({ path, line }: Fence, { file, start }: ts.Diagnostic): string {
  const offset =
    file === undefined || start === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line;
  return `${path}:${line + offset}`;
}

function describe({ code, messageText }: ts.Diagnostic): string {
  return `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}
