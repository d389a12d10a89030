import { build } from 'esbuild';
import { join } from 'node:path';

/**
 * A program of this folder as plain JavaScript, for processes whose memory is measured: what runs TypeScript as it is gives each function
 * a property of its own. Gives the path of the file.
 */
export async function bundled(file: string): Promise<string> {
  const outfile = join(import.meta.dirname, '../../node_modules/.cache/bench', file.replace(/\.ts$/, '.mjs'));
  await build({
    entryPoints: [join(import.meta.dirname, file)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}
