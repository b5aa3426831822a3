// Plays many runs, most of which fail in some way, and counts what remains in the server: sockets, timers, memory.
//   npm run bench -- soak [runs] [--wait]     --wait: measure again eleven minutes later, when the last run log has expired
import { setTimeout as delay } from 'node:timers/promises';
import {
  playRandomRuns,
  type RunWorld,
  seededRandom,
  terminalEventOf,
} from '../e2e/fixtures/clients/random-runs.ts';
import { inspect, liveBytes } from '../e2e/fixtures/servers/heap.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/servers/scripted-upstream.ts';
import { ensureBuilt } from '../scripts/project.mjs';

const total = Number(process.argv[2] ?? 20_000);
const BATCH = 500;
/** By then, idle connections of this process and of the upstream have closed. */
const SETTLE_MS = 20_000;
const EXPIRY_MS = 11 * 60_000;

await ensureBuilt();
const upstream = await ScriptedUpstream.start();
const server = await RunnelServer.start({
  OPENAI_BASE_URL: upstream.url,
  OPENAI_MODELS: 'scripted',
  NODE_OPTIONS: '--inspect=127.0.0.1:0',
  KEEP_ANSWERS_FOR: '10m',
});
const cookie = (await fetch(`${server.url}/api/models`)).headers.get('set-cookie')?.split(';')[0] ?? '';
const world: RunWorld = { url: server.url, upstream, cookie, random: seededRandom(4) };

const COUNT = `(() => {
  const counts = {};
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
})()`;
async function measure(when: string): Promise<void> {
  const bytes = await liveBytes(server.inspector);
  const { Timeout = 0, TCPSocketWrap = 0 } = (await inspect(server.inspector, COUNT)) as Record<
    string,
    number
  >;
  console.log(
    JSON.stringify({
      bench: 'soak',
      when,
      liveMB: Math.round(bytes / 1e5) / 10,
      timers: Timeout,
      sockets: TCPSocketWrap,
    }),
  );
}

let wrong = 0;
async function play(count: number, name: string): Promise<void> {
  for (let played = 0; played < count; played += BATCH) {
    const runs = await playRandomRuns(world, Math.min(BATCH, count - played), `${name}-${played}`);
    wrong += runs.filter(
      ({ fate, sent, readers, repeated }) =>
        repeated > 0 ||
        readers.some(
          ({ text, ended }) =>
            !sent.startsWith(text) || ended !== terminalEventOf(fate) || text !== readers[0]?.text,
        ),
    ).length;
    upstream.reset();
  }
}

await measure('started');
await play(1_000, 'warm');
await delay(SETTLE_MS);
await measure('after 1,000 runs');
const startedAt = Date.now();
await play(total, 'soak');
const seconds = Math.round((Date.now() - startedAt) / 1000);
await delay(SETTLE_MS);
await measure(`after ${total} more, in ${seconds} s`);
if (process.argv.includes('--wait')) {
  await delay(EXPIRY_MS);
  await measure('eleven minutes later');
}
const errorLines = server.output.filter(
  (line) => !line.startsWith('{"event":"run"') && /Error|exception|rejection/i.test(line),
);
console.log(JSON.stringify({ bench: 'soak', runs: total, wrong, errorLines: errorLines.slice(0, 5) }));
await upstream.close();
await server.stop();
process.exitCode = wrong + errorLines.length > 0 ? 1 : 0;
