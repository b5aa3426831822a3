// How long a server takes to refuse bodies that are costly to read, and how long its health check takes meanwhile: the worst shape of each
// endpoint, and what stays in use afterwards. Fails above 200 ms, 50 ms and 20 MB.
//   npm run bench -- hostile-bodies
import { setTimeout as delay } from 'node:timers/promises';
import { liveBytes } from '../e2e/fixtures/servers/heap.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/servers/scripted-upstream.ts';
import { ensureBuilt } from '../scripts/project.mjs';

const BYTES = 4_000_000;
const REFUSAL_LIMIT_MS = 200;
const HEALTH_LIMIT_MS = 50;
const MAX_RETAINED_MB = 20;
/** A body that seems slow is sent again, and the best counts: the machine may be busy with something else. */
const ATTEMPTS = 5;

const repeat = (text: string, bytes = BYTES) => text.repeat(Math.floor(bytes / text.length));
const list = (item: string, bytes?: number) => `[${repeat(`${item},`, bytes)}${item}]`;
const text = (content: string) => `{"messages":[{"id":"q","role":"user","parts":[${content}]}]}`;

const SHAPES: Record<string, string | Uint8Array<ArrayBuffer>> = {
  '3 MB of {} as parts': text(repeat('{},', 3_000_000).slice(0, -1)),
  '{} as messages': `{"messages":${list('{}')}}`,
  'numbers as messages': `{"messages":${list('1')}}`,
  'messages without parts': `{"messages":${list('{"id":"q","role":"user","parts":[]}')}}`,
  'empty strings': list('""'),
  'nested arrays': repeat('['),
  'nested arrays, closed': repeat('[', BYTES / 2) + repeat(']', BYTES / 2),
  'nested objects': repeat('{"a":'),
  'many keys': `{${Array.from({ length: 250_000 }, (_, index) => `"key${index}":0`).join()}}`,
  'the same key': `{${repeat('"a":0,')}"a":0}`,
  'a long key': `{"${repeat('k')}":0}`,
  'a long number': repeat('7'),
  'a long string': `"${repeat('x')}"`,
  'escaped characters': `"${repeat('\\u0000')}"`,
  backslashes: `"${repeat('\\\\')}`,
  'lone surrogates': `"${repeat('\\ud800')}"`,
  'white space': repeat(' '),
  'Chinese characters': `{"messages":"${repeat('流', BYTES / 3)}"}`,
  'bytes that are not UTF-8': new Uint8Array(BYTES).fill(0xff),
  'zero bytes': new Uint8Array(BYTES),
  'parts of an unknown type': text(repeat('{"type":"unheard-of"},').slice(0, -1)),
  'tool parts without a name': text(repeat('{"type":"tool-"},').slice(0, -1)),
  'a file that is none': text(`{"type":"file","mediaType":"image/png","url":"${repeat('data:,')}"}`),
  'prototype keys': list('{"__proto__":{"constructor":{}}}'),
  'a role for each message': `{"messages":${list('{"role":"tool","content":[]}')}}`,
};
const REQUESTS = [
  'POST /api/chats/hostile/run',
  'DELETE /api/chats/hostile/run',
  'POST /v1/chat/completions',
  'POST /chat/stream',
  'POST /api/access',
  'POST /api/models',
  'POST /',
];

await ensureBuilt();
const upstream = await ScriptedUpstream.start();
const server = await RunnelServer.start({
  OPENAI_BASE_URL: upstream.url,
  OPENAI_MODELS: 'scripted',
  NODE_OPTIONS: '--inspect=127.0.0.1:0',
});

async function time(work: () => Promise<Response>): Promise<{ ms: number; status: number }> {
  const startedAt = performance.now();
  const response = await work();
  await response.arrayBuffer();
  return { ms: performance.now() - startedAt, status: response.status };
}

/** Sends one body, and asks for the server's health again and again until it is answered. */
async function attempt(request: string, body: string | Uint8Array<ArrayBuffer>) {
  const [method = '', path = ''] = request.split(' ');
  let isAnswered = false;
  const headers = { 'content-type': 'application/json' };
  const answering = time(() => fetch(`${server.url}${path}`, { method, headers, body })).finally(() => {
    isAnswered = true;
  });
  let health = 0;
  while (!isAnswered) {
    const { ms } = await time(() => fetch(`${server.url}/api/health`));
    health = Math.max(health, ms);
    await delay(1);
  }
  return { ...(await answering), health };
}

/** The best of several attempts. */
async function measure(request: string, body: string | Uint8Array<ArrayBuffer>) {
  let best = await attempt(request, body);
  for (let count = 1; count < ATTEMPTS && isSlow(best); count++) {
    const { ms, health } = await attempt(request, body);
    best = { ...best, ms: Math.min(best.ms, ms), health: Math.min(best.health, health) };
  }
  return best;
}

function isSlow({ ms, health }: { ms: number; health: number }): boolean {
  return ms > REFUSAL_LIMIT_MS || health > HEALTH_LIMIT_MS;
}

async function measureAll(request: string) {
  const worst = { ms: 0, shape: '', health: 0 };
  const statuses = new Set<number>();
  for (const [shape, body] of Object.entries(SHAPES)) {
    const { ms, health, status } = await measure(request, body);
    if (ms > worst.ms) Object.assign(worst, { ms, shape });
    worst.health = Math.max(worst.health, health);
    statuses.add(status);
  }
  if (isSlow(worst)) process.exitCode = 1;
  return {
    request,
    statuses: [...statuses].join(' '),
    'slowest, ms': Math.round(worst.ms),
    shape: worst.shape,
    'health, ms': Math.round(worst.health),
  };
}

try {
  for (const body of Object.values(SHAPES)) await attempt('POST /api/chats/hostile/run', body); // warm up
  const before = await liveBytes(server.inspector);
  const rows = [];
  for (const request of REQUESTS) rows.push(await measureAll(request));
  const retained = Math.round(((await liveBytes(server.inspector)) - before) / 1e6);
  if (retained > MAX_RETAINED_MB) process.exitCode = 1;
  console.table(rows);
  console.log(JSON.stringify({ bench: 'hostile-bodies', retainedMegabytes: retained, rows }));
} finally {
  await Promise.all([server.stop(), upstream.close()]);
}
