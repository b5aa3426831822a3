// Serves the built app (or, with --dev, the sources) and says where it is and which models it found.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import nextEnv from '@next/env';
import type { ModelCatalogue } from '#lib/protocol/model-info.ts';
import { EnvironmentError, parseEnvironment } from '#lib/server/platform/environment.ts';
import { NEXT, ROOT } from './project.mjs';

const GRACE_MS = 5_000;
const development = process.argv.includes('--dev');
nextEnv.loadEnvConfig(ROOT, development, { info: () => {}, error: console.error });

try {
  parseEnvironment(process.env);
} catch (error) {
  if (!(error instanceof EnvironmentError)) throw error;
  console.error(error.message);
  process.exit(1);
}

const port = process.env.PORT?.trim() || '3000';
// Only this machine, unless told otherwise: whoever reaches the server speaks with its key.
const host = process.env.HOST?.trim() || '127.0.0.1';

const server = spawn(
  process.execPath,
  [NEXT, development ? 'dev' : 'start', '--port', port, '--hostname', host],
  {
    cwd: ROOT,
    stdio: ['inherit', 'pipe', 'inherit'],
    env: {
      ...process.env,
      NODE_ENV: development ? 'development' : 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: port,
      // Each route has its own memory; what they must agree on comes from outside.
      SESSION_SECRET: process.env.SESSION_SECRET?.trim() || randomBytes(32).toString('hex'),
    },
  },
);
let leaving = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Next waits for live runs; a few seconds of that are enough, and a second signal means now.
    server.kill(leaving ? 'SIGKILL' : signal);
    if (!leaving) setTimeout(() => server.kill('SIGKILL'), GRACE_MS).unref();
    leaving = true;
  });
}
server.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));

void announce(server);

/** Passes the server's lines on but for Next's own greeting, and greets once it is ready. */
async function announce({ stdout }: ChildProcess): Promise<void> {
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
    void greet(url, (address ?? url).replace('0.0.0.0', '127.0.0.1'));
  }
}

async function greet(url: string, address: string): Promise<void> {
  console.log(`Runnel is at ${url}`);
  try {
    const response = await fetch(`${address}/api/models`, { signal: AbortSignal.timeout(30_000) });
    const { models, notice } = (await response.json()) as ModelCatalogue;
    const names = models.slice(0, 8).map((model) => model.label);
    const more = models.length > names.length ? ` and ${models.length - names.length} more` : '';
    if (names.length > 0) console.log(`Models: ${names.join(', ')}${more}`);
    if (notice) console.log(`${notice.message} Set ${notice.variable} to change this.`);
  } catch (error) {
    console.error(`The models could not be listed: ${error instanceof Error ? error.message : error}`);
  }
}
