// What the commands share: installing, building, and the Node that everything runs on.
// Runs on any Node from 20 on, before anything is installed: nothing here may need a package.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const NODE_MODULES = join(ROOT, 'node_modules');

/** The project's own Node, a dev dependency; where that is not installed, the one that runs this. */
export function nodeBinary() {
  const own = join(NODE_MODULES, 'node/bin/node');
  return existsSync(own) ? own : process.execPath;
}

export const NEXT = join(NODE_MODULES, 'next/dist/bin/next');

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean, aside?: boolean }} [options] quiet: its output is shown only
 *   when it fails; aside: all of its output goes to stderr, for stdout belongs to an answer
 * @returns {Promise<number>} its exit code; 128 and more when a signal ended it
 */
export function run(command, args, { env = {}, quiet = false, aside = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', aside ? 2 : 'inherit', 'inherit'],
    });
    const output = [];
    child.stdout?.on('data', (data) => output.push(data));
    child.stderr?.on('data', (data) => output.push(data));
    child.on('error', reject);
    child.on('close', (code) => {
      if (quiet && code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code ?? 128);
    });
  });
}

/** Installs the packages of the lock file, when it is not what is installed. */
export async function ensureInstalled() {
  const stamp = join(NODE_MODULES, '.runnel-installed');
  const wanted = digest([join(ROOT, 'package-lock.json')]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing packages …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // Dev dependencies too, also where NODE_ENV says production: the build and Node itself are among them.
  const code = await run(npm, ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    aside: true,
  });
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}.`);
  writeFileSync(stamp, wanted);
}

/** What a build is made of. */
const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  'instrumentation.ts',
  'instrumentation-node.ts',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];

/** Builds for production, when a source differs from what was built last. */
export async function ensureBuilt() {
  const stamp = join(ROOT, '.next/runnel-built');
  const wanted = digest(SOURCES.flatMap((source) => filesIn(join(ROOT, source))));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Building …');
  const code = await run(nodeBinary(), [NEXT, 'build'], { quiet: true, env: { NODE_ENV: 'production' } });
  if (code !== 0) throw new Error(`The build failed with exit code ${code}.`);
  writeFileSync(stamp, wanted);
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)))
    .filter((file) => !/\.test\.tsx?$/.test(file));
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/**
 * Installs a package of the system, where that is a Debian and we may.
 * @param {string} name
 * @returns {Promise<boolean>} whether it is there now
 */
export async function installSystemPackage(name) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => run('apt-get', ['-qq', ...args], { env, quiet: true }).catch(() => 1); // no apt-get here
  if ((await apt('update')) !== 0) return false;
  return (await apt('install', '-y', '--no-install-recommends', name)) === 0;
}
