import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ROOT } from '../../scripts/project.mjs';

const CLOCK_TICKS_PER_SECOND = 100;

/** Starts a process and waits for a line of output for which `ready` returns a value. */
export async function startProcess(
  command: string,
  args: string[],
  options: { environment?: Record<string, string>; cwd?: string; ready: RegExp },
): Promise<{ child: ChildProcess; found: string; inspector: string | undefined }> {
  const child = spawn(command, args, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const found = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (output.length < 50) output.push(line);
        const match = options.ready.exec(line);
        if (match) resolve(match[1] ?? match[0]);
      });
    }
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`${command} ended with ${code}:\n${output.join('\n')}`)));
  });
  const inspector = output.findLast((line) => line.includes('ws://'))?.match(/ws:\S+/)?.[0];
  return { child, found, inspector };
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** CPU seconds that a process has used, across all threads (Linux). */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}
