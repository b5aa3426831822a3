// How much memory 600 starts with prompts of 3.8 MB take at once, and how much stays in use afterwards, twice: with the default limits, with those of callers
// switched off, and from senders that stop in mid-body.
//   npm run bench -- large-prompts
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createQuestion, startMany } from '../e2e/fixtures/clients/many-starts.ts';
import { liveBytes } from '../e2e/fixtures/servers/heap.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/servers/scripted-upstream.ts';
import { ensureBuilt } from '../scripts/project.mjs';

const STARTS = 600;
/** Enough for the prompts to reach the upstream, and for the runs to end. */
const SETTLE_MS = 5_000;
const body = createQuestion(3_800_000);

/** The process that serves, which is the child of the one that was started. */
function serverPid({ process: { pid } }: RunnelServer): string {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0] ?? '';
}

/** @param field of /proc/…/status: `VmRSS` is resident now, `VmHWM` at most since `resetPeak` */
function megabytes(pid: string, field: 'VmRSS' | 'VmHWM'): number {
  const kilobytes = new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

function resetPeak(pid: string): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Sends all of a body but the last byte, and waits for what the server makes of it. */
function startWithoutEnd(server: RunnelServer): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const timer = setTimeout(() => {
      socket.destroy();
      resolve('waiting');
    }, 20_000);
    socket.on('error', () => {}); // `close` follows
    socket.on('close', () => {
      clearTimeout(timer);
      resolve('connection closed');
    });
    socket.on('data', (data) => {
      clearTimeout(timer);
      resolve(String(data).slice(9, 12));
      socket.destroy();
    });
    const path = `/api/chats/${crypto.randomUUID()}/run`;
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    socket.write(body.subarray(0, -1));
  });
}

async function finishRuns(upstream: ScriptedUpstream): Promise<void> {
  await delay(SETTLE_MS);
  for (const request of upstream.requests) if (request.open) request.finish();
  upstream.requests = [];
  await delay(SETTLE_MS);
}

async function measure(
  name: string,
  limits: Record<string, string>,
  send = (server: RunnelServer) =>
    startMany(server.url, STARTS, body).then((results) => results.map(({ status }) => String(status))),
): Promise<void> {
  const upstream = await ScriptedUpstream.start();
  const server = await RunnelServer.start({
    OPENAI_BASE_URL: upstream.url,
    NODE_OPTIONS: '--inspect=127.0.0.1:0',
    ...limits,
  });
  const pid = serverPid(server);
  await startMany(server.url, 1, body); // loads the code
  await finishRuns(upstream);
  const idle = megabytes(pid, 'VmRSS');
  const live = await liveBytes(server.inspector);
  for (const wave of [1, 2]) {
    resetPeak(pid);
    const counts: Record<string, number> = {};
    for (const result of await send(server)) {
      counts[result] = (counts[result] ?? 0) + 1;
    }
    const peak = megabytes(pid, 'VmHWM') - idle;
    await finishRuns(upstream);
    const retained = Math.round(((await liveBytes(server.inspector)) - live) / 1024 / 1024);
    console.log(
      `${name}, wave ${wave}: ${JSON.stringify(counts)}; idle ${idle} MB, at most ${peak} MB more; afterwards ${retained} MB more are in use`,
    );
  }
  await upstream.close();
  await server.stop();
}

await ensureBuilt();
await measure('default limits', { RUNS_PER_MINUTE: '30', LIVE_RUNS: '5' });
await measure('limits of callers off', { RUNS_PER_MINUTE: '0', LIVE_RUNS: '0' });
await measure('bodies without an end', { RUNS_PER_MINUTE: '0', LIVE_RUNS: '0' }, (server) =>
  Promise.all(Array.from({ length: STARTS }, () => startWithoutEnd(server))),
);
