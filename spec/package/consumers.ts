/** Uses the package as others do: installed from its tarball, from ESM, CommonJS, TypeScript and a browser bundle. */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build, type BuildFailure, type Metafile } from 'esbuild';
import { command, node } from './command.js';

const root = resolve(import.meta.dirname, '../..');

async function versionOf(name: string): Promise<string> {
  const manifest = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

/** Installs the tarball beside RxJS and the client of Redis, as a user would, and puts the consumers there. */
export async function installConsumers(folder: string, tarball: string, signal: AbortSignal): Promise<void> {
  await cp(join(root, 'spec/package/consumers'), folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "name": "consumer", "private": true }\n');
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  const peers = await Promise.all(['rxjs', 'redis'].map(async (name) => `${name}@${await versionOf(name)}`));
  await command('npm', ['install', ...flags, tarball, ...peers], {
    cwd: folder,
    signal,
  });
}

/** Executes a consumer in Node; its last line says what it has seen. */
export async function runConsumer(folder: string, file: string, signal: AbortSignal): Promise<string> {
  const output = await node([file], { cwd: folder, signal });
  return output.trim().split('\n').at(-1) ?? '';
}

interface TypeCheckConfig {
  readonly source: string;
  readonly resolution: 'node16' | 'nodenext' | 'bundler';
  /** The platform, as TypeScript options. */
  readonly platform: object;
}

/** A page: no types of Node, and none of `ws`. */
export const page = { lib: ['es2022', 'dom'], types: [] };

/** Node: no DOM, and the types of `ws`, which the package asks for as an optional peer. */
export const nodePlatform = {
  lib: ['es2022'],
  types: ['node'],
  typeRoots: [join(root, 'node_modules/@types')],
  paths: { ws: [join(root, 'node_modules/@types/ws/index.d.ts')] },
};

/** Type-checks a consumer with all declaration files of the package, from ESM and from CommonJS. */
export async function typeCheckConsumer(
  folder: string,
  { source, resolution, platform }: TypeCheckConfig,
  signal: AbortSignal,
): Promise<string> {
  const project = join(folder, `${source}-${resolution}`);
  await mkdir(project, { recursive: true });
  const text = await readFile(join(folder, `${source}.ts`));
  const endings = resolution === 'bundler' ? ['ts'] : ['mts', 'cts'];
  const files = endings.map((ending) => `${source}.${ending}`);
  await Promise.all(files.map((file) => writeFile(join(project, file), text)));
  const compilerOptions = {
    target: 'es2022',
    module: resolution === 'bundler' ? 'esnext' : resolution,
    moduleResolution: resolution,
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: false,
    skipDefaultLibCheck: true,
    ...platform,
  };
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  await node([join(root, 'node_modules/typescript/bin/tsc'), '--project', project], { cwd: folder, signal });
  return `${files.join(' and ')}, with all declaration files`;
}

interface BrowserBundle {
  readonly code: string;
  readonly inputs: Metafile['inputs'];
}

async function bundle(folder: string, contents: string): Promise<BrowserBundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    globalName: 'bundled',
    target: 'es2022',
    platform: 'browser',
    logLevel: 'silent',
  });
  return { code: outputFiles.map(({ text }) => text).join('\n'), inputs: metafile.inputs };
}

/** What must not be found in a page. */
const foreign = /node_modules\/(ws|undici|redis|@redis)\/|^node:|\/(esm|cjs)\/(node|server|redis)\/|\/cjs\//;

/** Globals of a page that an import must leave alone. */
const platform = [
  ...['WebSocket', 'EventSource', 'fetch', 'window', 'document', 'navigator', 'location', 'localStorage'],
  ...['addEventListener', 'setTimeout', 'setInterval', 'queueMicrotask', 'process', 'require', 'Buffer'],
];

/** Bundles for the browser, looks at what went in, and imports it where every look at a global is noticed. */
export async function bundleForBrowser(folder: string): Promise<string> {
  const { code, inputs } = await bundle(folder, await readFile(join(folder, 'browser.js'), 'utf8'));
  const wrong = Object.keys(inputs).filter((input) => foreign.test(input));
  if (wrong.length > 0) {
    throw new Error(`the bundle for the browser contains\n${wrong.join('\n')}`);
  }
  const touched: string[] = [];
  const globals = {};
  for (const name of platform) {
    Object.defineProperty(globals, name, { configurable: true, get: () => void touched.push(name) });
  }
  const context = createContext(globals);
  const names = (): string[] =>
    (runInContext('Object.getOwnPropertyNames(globalThis)', context) as string[]).filter(
      (name) => name !== 'bundled',
    );
  const before = new Set(names());
  runInContext(code, context);
  const added = names().filter((name) => !before.has(name));
  if (touched.length > 0 || added.length > 0) {
    throw new Error(
      `importing looked at ${touched.join() || 'no'} globals and added ${added.join() || 'none'}`,
    );
  }
  // Now that nothing was touched, the clock may be given to it.
  for (const [name, value] of Object.entries({ setInterval, clearInterval, setTimeout, clearTimeout })) {
    Object.defineProperty(globals, name, { value });
  }
  const said = (await runInContext('bundled.main()', context)) as string;
  return `${Object.keys(inputs).length} files, none of them Node's; imported without a look at a global; ${said}`;
}

/** A page that imports one of Node's entries must fail when it is built, and say why. */
export async function refuseNodeInBrowser(folder: string): Promise<string> {
  const said = await Promise.all(
    ['rxwire/node', 'rxwire/server', 'rxwire/redis'].map(async (entry) => {
      const failure = await bundle(folder, `export * from '${entry}';`).then(
        () => undefined,
        (error: BuildFailure) => error,
      );
      if (failure === undefined) {
        throw new Error(`${entry} was bundled for the browser`);
      }
      const text = failure.errors
        .flatMap((error) => [error.text, ...error.notes.map((note) => note.text)])
        .join('; ');
      if (!text.includes(`"${entry}"`) || !text.includes('disabled by the package author')) {
        throw new Error(`the error does not say what is wrong: ${text}`);
      }
      return failure.errors[0]?.notes[0]?.text ?? text;
    }),
  );
  return said.join('; ');
}
