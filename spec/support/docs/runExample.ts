import { format } from 'node:util';
import ts from 'typescript';

type Run = (require: (name: string) => unknown, exports: object, console: object) => Promise<void>;

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as new (
  ...parametersAndBody: string[]
) => Run;

/**
 * Runs an example as a module and resolves with what it printed on the console once its last line was reached. An
 * example that goes on by itself has to await its end.
 */
export async function runExample(code: string, load: (name: string) => unknown): Promise<string> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      moduleDetection: ts.ModuleDetectionKind.Force,
      esModuleInterop: true,
    },
  });
  const lines: string[] = [];
  const print = (...values: unknown[]): void => {
    lines.push(format(...values));
  };
  // Only an async function lets CommonJS await at its top level.
  const run = new AsyncFunction('require', 'exports', 'console', outputText);
  await run(load, {}, { log: print, info: print, warn: print, error: print });
  return lines.join('\n');
}
