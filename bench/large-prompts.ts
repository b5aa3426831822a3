// How much memory 600 starts with prompts of 3.8 MB take at once: with the default limits, and with those of callers switched off.
//   npm run bench -- large-prompts
import { readFileSync } from 'node:fs';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/servers/scripted-upstream.ts';
import { ensureBuilt } from '../scripts/project.mjs';

const STARTS = 600;
const body = Buffer.from(
  JSON.stringify({
    messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'x'.repeat(3_800_000) }] }],
  }),
);

/** Resident megabytes of the process that serves, which is the child of the one that was started. */
function residentMegabytes({ process: { pid } }: RunnelServer): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}

async function start(server: RunnelServer): Promise<string> {
  try {
    const response = await fetch(`${server.url}/api/chats/${crypto.randomUUID()}/run`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    void response.body?.cancel();
    return String(response.status);
  } catch {
    return 'connection closed'; // a server that refuses does not read the rest of the body
  }
}

async function measure(name: string, limits: Record<string, string>): Promise<void> {
  const upstream = await ScriptedUpstream.start();
  const server = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url, ...limits });
  const before = residentMegabytes(server);
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(server));
  }, 100);
  const counts: Record<string, number> = {};
  for (const result of await Promise.all(Array.from({ length: STARTS }, () => start(server)))) {
    counts[result] = (counts[result] ?? 0) + 1;
  }
  clearInterval(timer);
  const ended = server.records.map(({ outcome }) => outcome);
  console.log(
    `${name}: ${JSON.stringify(counts)}, ${upstream.requests.length} runs, ended: ${ended.join(' ') || 'none'}; ${before} MB, at most ${peak} MB`,
  );
  await upstream.close();
  await server.stop();
}

await ensureBuilt();
await measure('default limits', { RUNS_PER_MINUTE: '30', LIVE_RUNS: '5' });
await measure('limits of callers off', { RUNS_PER_MINUTE: '0', LIVE_RUNS: '0' });
