/** Packs the package, and asks publint and are-the-types-wrong what they think of the tarball. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { command, node } from './command.js';

const root = resolve(import.meta.dirname, '../..');

/** Packs what was built into a folder, without building again, and resolves with the tarball's path. */
export async function pack(folder: string, signal: AbortSignal): Promise<string> {
  const args = ['pack', '--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', folder];
  const output = await command('npm', args, { cwd: root, signal });
  const [packed] = JSON.parse(output.slice(output.indexOf('['))) as { filename: string }[];
  if (packed === undefined) {
    throw new Error(`npm pack named no tarball: ${output}`);
  }
  return resolve(folder, packed.filename);
}

export async function lintPackage(tarball: string): Promise<void> {
  const bytes = await readFile(tarball);
  const { messages, pkg } = await publint({
    strict: true,
    pack: { tarball: new Uint8Array(bytes).buffer },
  });
  if (messages.length > 0) {
    throw new Error(messages.map((message) => `${message.type}: ${formatMessage(message, pkg)}`).join('\n'));
  }
}

/**
 * The node16 profile leaves node10 resolution out: it knows no exports map, so it finds the root entry through
 * `main` and `types` and no other entry.
 */
export async function checkTypesOfPackage(tarball: string, signal: AbortSignal): Promise<string> {
  await node(['node_modules/@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'node16'], {
    cwd: root,
    signal,
  });
  return 'node16 from CommonJS and from ESM, bundler; node10 not looked at';
}
