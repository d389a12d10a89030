import { buildSync } from 'esbuild';

/** Loads an ES module of node_modules into a test: jest takes only CommonJS on Node 20. */
export function loadEsModule<T>(name: string): T {
  const { outputFiles } = buildSync({
    stdin: { contents: `export * from '${name}';`, resolveDir: __dirname },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    write: false,
  });
  const loaded = { exports: {} };
  new Function('module', outputFiles[0]?.text ?? '')(loaded);
  return loaded.exports as T;
}
