// Shared by the commands: installation, the production build, and the Node that runs everything.
// Runs on any Node from 20 on, before anything is installed, so it imports no package.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { finishBuild } from './finish-build.mjs';
import { startChild } from './processes.mjs';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export const NODE_MODULES = join(ROOT, 'node_modules');

/** The path of the project's own Node, a dev dependency, or else of the Node that runs this. */
export function nodeBinary() {
  const own = join(NODE_MODULES, 'node/bin/node');
  return existsSync(own) ? own : process.execPath;
}

export const NEXT = join(NODE_MODULES, 'next/dist/bin/next');

/** How Node.js and Rust report that the disk, a quota on it, or a limit on the size of files is used up. */
const NO_SPACE =
  /\b(?:ENOSPC|EDQUOT|EFBIG)\b|no space left on device|disk quota exceeded|file too large \(os error/i;
const NO_SPACE_MESSAGE =
  'The disk is full, or a limit on its use is reached. Free some space, then start again.';

/**
 * Runs a command.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, output?: 'shown' | 'stderr' | 'on failure' | 'none' }} [options]
 *   output: where its output goes; `stderr` keeps stdout free for an answer
 * @returns {Promise<number>} its exit code; 128 when a signal ended it
 * @throws instead of showing the output of a failure, when the disk is full
 */
export function run(command, args, { cwd = ROOT, env = {}, output = 'shown' } = {}) {
  const stdio = { shown: ['inherit', 'inherit'], stderr: [2, 'inherit'], none: ['ignore', 'ignore'] };
  return new Promise((resolve, reject) => {
    const child = startChild(command, args, {
      cwd,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...env },
      stdio: ['ignore', ...(stdio[output] ?? ['pipe', 'pipe'])],
    });
    const written = [];
    child.stdout?.on('data', (data) => written.push(data));
    child.stderr?.on('data', (data) => written.push(data));
    child.on('error', reject);
    child.on('close', (code) => {
      const text = Buffer.concat(written).toString();
      if (code !== 0 && NO_SPACE.test(text)) return reject(new Error(NO_SPACE_MESSAGE));
      if (code !== 0) process.stderr.write(text);
      resolve(code ?? 128);
    });
  });
}

/** Installs the packages of the lock file, unless they are installed already. */
export async function ensureInstalled() {
  const stamp = join(NODE_MODULES, '.runnel-installed');
  const wanted = digest([join(ROOT, 'package-lock.json')]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Installing packages …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  // With dev dependencies even if NODE_ENV is production: the build tools and Node itself are among them.
  const code = await run(npm, ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    output: 'stderr',
  });
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}.`);
  writeStamp(stamp, wanted);
}

/** The inputs of a build. */
const SOURCES = [
  'app',
  'components',
  'lib',
  'public',
  ...readdirSync(ROOT).filter((name) => name.startsWith('instrumentation')),
  'next.config.ts',
  'security-headers.ts',
  'scripts/drawing-frame.mjs',
  'scripts/finish-build.mjs',
  'scripts/project.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];

/** A digest of the inputs of a build: the same sources have the same. */
export function digestSources() {
  return digest(SOURCES.flatMap((source) => filesIn(join(ROOT, source))));
}

/** Builds for production, unless the last build was of the same sources. */
export async function ensureBuilt() {
  const stamp = join(ROOT, '.next/runnel-built');
  const wanted = digestSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('Building …');
  rmSync(stamp, { force: true }); // a build that fails leaves neither the old files nor the new ones
  const code = await run(nodeBinary(), [NEXT, 'build'], {
    output: 'on failure',
    env: { NODE_ENV: 'production' },
  });
  if (code !== 0) throw new Error(`The build failed with exit code ${code}.`);
  finishBuild(join(ROOT, '.next'));
  writeStamp(stamp, wanted);
}

function writeStamp(stamp, content) {
  try {
    writeFileSync(stamp, content);
  } catch (error) {
    throw NO_SPACE.test(error.message) ? new Error(NO_SPACE_MESSAGE) : error;
  }
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)))
    .filter((file) => !/\.test\.tsx?$|^public.frames.diagrams/.test(relative(ROOT, file)));
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(relative(ROOT, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Where Debian installs servers; only root's PATH has it. */
const SERVER_FOLDER = '/usr/sbin';

/**
 * Finds the path of an installed program. The order of the names takes precedence over the order of the folders.
 * @param {string[]} names
 * @returns {string | undefined}
 */
export function installedProgram(names) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), SERVER_FOLDER];
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

/**
 * Installs a system package: on Debian, as root.
 * @param {string} name
 * @returns {Promise<boolean>} whether it is installed now
 */
export async function installSystemPackage(name) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => run('apt-get', ['-qq', ...args], { env, output: 'none' }).catch(() => 1); // no apt-get here
  if ((await apt('update')) !== 0) return false;
  return (await apt('install', '-y', '--no-install-recommends', name)) === 0;
}
