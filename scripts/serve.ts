// Serves the built app (with --dev, the sources), then prints its address and the models it found.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import nextEnv from '@next/env';
import type { ModelCatalogue } from '#lib/protocol/model-info.ts';
import {
  type Environment,
  EnvironmentError,
  EXPOSED,
  parseEnvironment,
} from '#lib/server/platform/environment.ts';
import { RUN_GRACE_MS } from '#lib/server/platform/shutdown.ts';
import { exitCodeOf, onStopSignal, startChild } from './processes.mjs';
import { NEXT, ROOT } from './project.mjs';

/** How long connections that stay open may delay the exit, once no run is live. */
const CLOSE_MS = 5_000;
const development = process.argv.includes('--dev');
nextEnv.loadEnvConfig(ROOT, development, { info: () => {}, error: console.error });

const settings = readSettings();
const port = String(settings.port);
const { host } = settings;

await ensurePortIsFree();

/** In the Docker image: Next's server without Next's commands. It takes its address from the environment. */
const standalone = join(ROOT, 'server.js');
const server = startChild(
  process.execPath,
  existsSync(standalone)
    ? [standalone]
    : [NEXT, development ? 'dev' : 'start', '--port', port, '--hostname', host],
  {
    cwd: ROOT,
    stdio: ['inherit', 'pipe', 'inherit', 'ipc'],
    env: {
      ...process.env,
      NODE_ENV: development ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      NEXT_EXIT_TIMEOUT_MS: String(CLOSE_MS), // of `next dev`
      PORT: port,
      HOSTNAME: host,
    },
  },
);
let endedBy: NodeJS.Signals | undefined;
onStopSignal((signal, isRepeated) => {
  endedBy = signal;
  // A supervisor's SIGTERM leaves live runs time to end; whoever presses Ctrl-C or closes the terminal does not wait. A second
  // signal ends the server at once.
  const isPatient = signal === 'SIGTERM';
  server.kill(isRepeated ? 'SIGKILL' : isPatient ? 'SIGTERM' : 'SIGINT');
  setTimeout(() => server.kill('SIGKILL'), (isPatient ? RUN_GRACE_MS : 0) + CLOSE_MS).unref();
});
const [[code, signal]] = await Promise.all([once(server, 'exit'), forwardOutput(server)]);
process.exit(endedBy ? exitCodeOf(endedBy) : (code ?? exitCodeOf(signal)));

/** Exits with one line when the server could not listen. Next would print a stack. */
async function ensurePortIsFree(): Promise<void> {
  const probe = createServer().listen(settings.port, host);
  try {
    await once(probe, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    console.error(code === 'EADDRINUSE' ? `Port ${port} is in use. Set PORT to another one.` : message);
    process.exit(1);
  }
  probe.close();
  await once(probe, 'close');
}

/** Exits with one line that names the variable when a setting is invalid. */
function readSettings(): Environment {
  try {
    const settings = parseEnvironment(process.env);
    if (settings.isExposed) throw new EnvironmentError(`HOST=${settings.host}: ${EXPOSED}`);
    return settings;
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/** Forwards the server's output, with Runnel's greeting in place of Next's. */
async function forwardOutput({ stdout }: ChildProcess): Promise<void> {
  if (stdout === null) return;
  let address: string | undefined;
  let ready = false;
  for await (const line of createInterface({ input: stdout })) {
    if (ready) {
      if (!line.includes('next.config.ts')) console.log(line);
      continue;
    }
    address ??= /Local:\s+(http\S+)/.exec(line)?.[1];
    if (!/Ready in/.test(line)) continue;
    ready = true;
    const url = (address ?? `http://${host}:${port}`).replace('127.0.0.1', 'localhost');
    void printGreeting(url, (address ?? url).replace('0.0.0.0', '127.0.0.1'));
  }
}

async function printGreeting(url: string, address: string): Promise<void> {
  console.log(`Runnel is at ${url}`);
  try {
    const response = await fetch(`${address}/api/models`, {
      headers: accessHeaders(settings),
      signal: AbortSignal.timeout(30_000),
    });
    const { models, notice } = (await response.json()) as ModelCatalogue;
    const names = models.slice(0, 8).map((model) => model.label);
    const more = models.length > names.length ? ` and ${models.length - names.length} more` : '';
    if (names.length > 0) console.log(`Models: ${names.join(', ')}${more}`);
    if (notice) {
      const { message, variable } = notice;
      console.log(message.includes(variable) ? message : `${message} Set ${variable} to change this.`);
    }
  } catch (error) {
    console.error(`Couldn't list the models: ${error instanceof Error ? error.message : error}`);
  }
}

/** The headers with which this server lets its own process in. */
function accessHeaders({ access }: Environment): Record<string, string> {
  if (access?.userHeader) return { [access.userHeader]: 'npm start' };
  const [code] = access?.codes ?? [];
  return code ? { authorization: `Bearer ${code.code}` } : {};
}
