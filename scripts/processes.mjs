// Processes that end together. Runs on any Node from 20 on, before anything is installed, so it imports no package.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/**
 * A signal so soon after another is a copy of it: a terminal sends Ctrl-C to npm and to every process below it, and each of
 * them forwards it.
 */
const COPY_MS = 1_000;
const PARENT_CHECK_MS = 1_000;

/** The exit code of a process that this signal ended. */
export const exitCodeOf = (signal) => 128 + constants.signals[signal];

/**
 * Calls `listener` with each signal that asks this process to end, except for copies.
 * @param {(signal: NodeJS.Signals, isRepeated: boolean) => void} listener
 */
export function onStopSignal(listener) {
  let lastAt;
  for (const name of SIGNALS) {
    process.on(name, (signal) => {
      const isRepeated = lastAt !== undefined;
      if (isRepeated && performance.now() - lastAt < COPY_MS) return;
      lastAt = performance.now();
      listener(signal, isRepeated);
    });
  }
}

const children = new Set();

/**
 * Starts a program, to which `endTogether` forwards signals. With an IPC channel in `stdio` it must be a Node.js program, and
 * also ends when this process is killed.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function startChild(command, args, options) {
  const preload = options.stdio.includes('ipc')
    ? ['--import', new URL('exit-with-parent.mjs', import.meta.url).href]
    : [];
  const child = spawn(command, [...preload, ...args], options);
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

/**
 * Ends this process and its children together: forwards signals to them, and exits after them.
 * @param {{ packageFile: string }} options `packageFile`: the package.json of the npm script that this process may be
 */
export function endTogether({ packageFile }) {
  onStopSignal((signal) => {
    const ended = [...children].map((child) => once(child, 'exit'));
    for (const child of children) child.kill(signal);
    Promise.all(ended).then(() => process.exit(exitCodeOf(signal)));
  });
  if (process.env.npm_package_json === packageFile) endWithParent();
}

/** npm forwards neither SIGHUP nor its own death, and shares no channel with its scripts: only the parent's id changes. */
function endWithParent() {
  const { ppid } = process;
  const check = setInterval(() => {
    if (process.ppid === ppid) return;
    clearInterval(check);
    process.kill(process.pid, 'SIGINT');
  }, PARENT_CHECK_MS);
  check.unref();
}
