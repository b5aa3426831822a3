import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPACT_EVENT_STREAM } from '#lib/protocol/stream/event-frames.ts';
import { NEXT, nodeBinary, ROOT, run } from '../../scripts/project.mjs';
import type { Ask } from './load.ts';
import { startProcess } from './process.ts';

export type Started = {
  child: ChildProcess;
  pid: number;
  ask: Ask;
  /** Inspector URL, to measure its memory; Node only. */
  inspector?: string | undefined;
};

/** A server that relays a model's answer. */
export type Contender = {
  name: string;
  /** Starts it in front of the upstream at `base` (ends with /v1). `pid` is the process whose CPU time is counted. */
  start(base: string): Promise<Started>;
};

const JSON_HEADERS = { 'content-type': 'application/json' };
const PYTHON = '/usr/bin/python3';
const PEERS = process.env.PEERS_DIRECTORY ?? '';

const completionBody = JSON.stringify({
  model: 'bench',
  stream: true,
  messages: [{ role: 'user', content: 'Go' }],
});
const chatBody = JSON.stringify({
  messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'Go' }] }],
});

/** Runs `next start` in `directory`, on a port of its own. */
async function startNext(
  directory: string,
  base: string,
  settings: Record<string, string> = {},
): Promise<Omit<Started, 'ask'> & { url: string }> {
  const { child, found, inspector } = await startProcess(
    nodeBinary(),
    [NEXT, 'start', '--port', '0', '--hostname', '127.0.0.1'],
    {
      cwd: directory,
      environment: {
        OPENAI_BASE_URL: base,
        OPENAI_MODELS: 'bench',
        LOCAL_MODELS: 'off',
        SESSION_SECRET: 'bench-bench-bench',
        DATA_DIR: 'memory',
        RUNS_PER_MINUTE: '0',
        LIVE_RUNS: '0',
        NODE_OPTIONS: '--inspect=127.0.0.1:0',
        ...settings,
      },
      ready: /Local:\s+(http\S+)/,
    },
  );
  return { child, pid: child.pid ?? 0, inspector, url: found };
}

const CONTENDERS_DIRECTORY = join(ROOT, 'bench/contenders');

/** Builds the routes that Runnel is compared with. */
export async function buildContenders(): Promise<void> {
  const code = await run(nodeBinary(), [NEXT, 'build', CONTENDERS_DIRECTORY], {
    output: 'on failure',
    env: { NODE_ENV: 'production' },
  });
  if (code !== 0) throw new Error('Building the contenders failed.');
}

/** Runnel with access control and every limit, none of which is reached. */
export const guardedRun: Contender = {
  name: 'Runnel: run, everything on',
  async start(base) {
    const { url, ...server } = await startNext(ROOT, base, {
      ACCESS_CODES: 'ann:bench-of-ann,ben:bench-of-ben',
      TRUST_PROXY: '1',
      RUNS_PER_MINUTE: '100000',
      LIVE_RUNS: '1000',
      TOKENS_PER_RUN: '1000000',
      TOKENS_PER_DAY: '1000000000',
    });
    const forwarded = { ...JSON_HEADERS, 'x-forwarded-for': '192.0.2.1' };
    const signIn = await fetch(`${url}/api/access`, {
      method: 'POST',
      headers: forwarded,
      body: '{"code":"bench-of-ann"}',
    });
    const headers = { ...forwarded, cookie: signIn.headers.get('set-cookie')?.split(';')[0] ?? '' };
    let chat = 0;
    return {
      ...server,
      ask: () => ({ url: `${url}/api/chats/bench-${chat++}/run`, method: 'POST', headers, body: chatBody }),
    };
  },
};

type RunOptions = {
  onDisk: boolean;
  /** The form that its reader asks for. */
  accept?: string;
  settings?: Record<string, string>;
};

/** A chat's run. */
const runOf = (name: string, { onDisk, accept, settings = {} }: RunOptions): Contender => ({
  name,
  async start(base) {
    const DATA_DIR = onDisk ? mkdtempSync(join(tmpdir(), 'runnel-bench-')) : 'memory';
    const { url, ...server } = await startNext(ROOT, base, { DATA_DIR, ...settings });
    if (onDisk) server.child.once('exit', () => rmSync(DATA_DIR, { recursive: true }));
    const session = (await fetch(`${url}/api/models`)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const headers = { ...JSON_HEADERS, cookie: session, ...(accept ? { accept } : {}) };
    let chat = 0;
    return {
      ...server,
      ask: () => ({ url: `${url}/api/chats/bench-${chat++}/run`, method: 'POST', headers, body: chatBody }),
    };
  },
});

export const runnelRun = runOf('Runnel: run', { onDisk: true });
/** As the page reads it. */
export const compactRun = runOf('Runnel: run, compact', { onDisk: true, accept: COMPACT_EVENT_STREAM });
const runInMemory = runOf('Runnel: run, in memory', { onDisk: false });

export const OPERATOR_TOKEN = 'operator-of-the-bench';

/** A chat's run on a server with metrics and traces, which go to the collector at `endpoint`. */
export const seenRun = (endpoint: string): Contender =>
  runOf('Runnel: run, seen', {
    onDisk: true,
    settings: { METRICS_TOKEN: OPERATOR_TOKEN, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
  });

/** One of Runnel's endpoints, requested with `body`. */
function endpoint(name: string, path: string, body: string): Contender {
  return {
    name,
    async start(base) {
      const { url, ...server } = await startNext(ROOT, base);
      const ask = () => ({ url: `${url}${path}`, method: 'POST', headers: JSON_HEADERS, body });
      return { ...server, ask };
    },
  };
}

export const openAICompatible = endpoint('Runnel: OpenAI-compatible', '/v1/chat/completions', completionBody);
export const textStream = endpoint('Runnel: text stream', '/chat/stream', JSON.stringify({ message: 'Go' }));

export const passThrough: Contender = {
  name: 'pass-through route',
  async start(base) {
    const { url, ...server } = await startNext(CONTENDERS_DIRECTORY, base);
    const ask = () => ({
      url: `${url}/pass-through`,
      method: 'POST',
      headers: JSON_HEADERS,
      body: completionBody,
    });
    return { ...server, ask };
  },
};

export const sdkRoute: Contender = {
  name: 'AI SDK route',
  async start(base) {
    const { url, ...server } = await startNext(CONTENDERS_DIRECTORY, base);
    const ask = () => ({ url: `${url}/sdk`, method: 'POST', headers: JSON_HEADERS, body: chatBody });
    return { ...server, ask };
  },
};

const fastApi: Contender = {
  name: 'FastAPI',
  async start(base) {
    const port = '3121';
    const args = ['-m', 'uvicorn', 'fastapi_app:app', '--host', '127.0.0.1', '--port', port];
    const { child } = await startProcess(PYTHON, args, {
      cwd: PEERS,
      environment: { UPSTREAM: `${base}/` },
      ready: /Uvicorn running/,
    });
    const ask = () => ({
      url: `http://127.0.0.1:${port}/chat/stream`,
      method: 'POST',
      headers: {},
      body: 'Go',
    });
    return { child, pid: child.pid ?? 0, ask };
  },
};

const flask: Contender = {
  name: 'Flask',
  async start(base) {
    const port = '3122';
    const args = ['-k', 'gthread', '--threads', '220', '-b', `127.0.0.1:${port}`, 'flask_app:app'];
    const { child, found } = await startProcess('gunicorn', args, {
      cwd: PEERS,
      environment: { UPSTREAM: `${base}/` },
      ready: /Booting worker with pid: (\d+)/,
    });
    const ask = () => ({
      url: `http://127.0.0.1:${port}/chat/stream`,
      method: 'POST',
      headers: {},
      body: 'Go',
    });
    return { child, pid: Number(found), ask };
  },
};

/** All contenders that can run on this machine. PEERS_DIRECTORY is the folder of the Python servers. */
export function contenders(): Contender[] {
  const python = existsSync(PYTHON) && existsSync(join(PEERS, 'fastapi_app.py'));
  return [
    passThrough,
    sdkRoute,
    runnelRun,
    compactRun,
    runInMemory,
    openAICompatible,
    textStream,
    ...(python ? [fastApi, flask] : []),
  ];
}
