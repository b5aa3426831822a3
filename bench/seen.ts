// What being seen costs: processor time per token of a server with metrics, traces and an open status page, as a multiple of a server's
// without any of them. Both serve the same load at the same time, so that whatever else the machine does slows down both.
//   npm run bench -- seen [rounds]
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { OtlpReceiver } from '../e2e/fixtures/servers/otlp-receiver.ts';
import { ensureBuilt, nodeBinary, ROOT } from '../scripts/project.mjs';
import { OPERATOR_TOKEN, runnelRun, type Started, seenRun } from './streams/contenders.ts';
import { load } from './streams/load.ts';
import { cpuSeconds, startProcess, stopProcess } from './streams/process.ts';
import type { Profile } from './streams/profile.ts';

/** Of each server. */
const STREAMS = 50;
const PROFILE: Profile = { tokensPerSecond: 50, tokens: 400, text: 'latin', firstTokenMs: 300 };
/** How often Prometheus asks, and the status page. */
const SCRAPE_MS = 5_000;
const rounds = Number(process.argv[2] ?? 9);

/** From the request to the end of the answer, in microseconds. */
async function cpuPerToken({ pid, ask }: Started): Promise<number> {
  const before = cpuSeconds(pid);
  const { tokens, broken } = await load(ask, { streams: STREAMS, tokens: PROFILE.tokens });
  if (broken > 0) throw new Error(`${broken} of ${STREAMS} streams are not complete.`);
  return ((cpuSeconds(pid) - before) * 1e6) / tokens;
}

/** Reads metrics and the status page from time to time. Returns a function that stops that, and says how often it was done. */
async function watch({ ask }: Started): Promise<() => number> {
  const { origin } = new URL(ask(0).url);
  const signIn = await fetch(`${origin}/status`, {
    method: 'POST',
    body: new URLSearchParams({ token: OPERATOR_TOKEN }),
    redirect: 'manual',
  });
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  let scrapes = 0;
  const look = async () => {
    const authorization = `Bearer ${OPERATOR_TOKEN}`;
    const responses = await Promise.all([
      fetch(`${origin}/api/metrics`, { headers: { authorization } }),
      fetch(`${origin}/status`, { headers: { cookie } }),
    ]);
    for (const response of responses) {
      if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
      await response.text();
    }
    scrapes++;
  };
  await look();
  const timer = setInterval(() => void look(), SCRAPE_MS);
  return () => {
    clearInterval(timer);
    return scrapes;
  };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

await ensureBuilt();
const upstream = await startProcess(nodeBinary(), [join(ROOT, 'bench/streams/upstream.ts')], {
  ready: /^(http\S+)/,
});
await fetch(`${upstream.found}/profile`, { method: 'POST', body: JSON.stringify(PROFILE) });
const collector = await OtlpReceiver.start();
const [unseen, seen] = await Promise.all([
  runnelRun.start(`${upstream.found}/v1`),
  seenRun(collector.url).start(`${upstream.found}/v1`),
]);
try {
  const stopWatching = await watch(seen);
  const measure = () => Promise.all([cpuPerToken(unseen), cpuPerToken(seen)]);
  for (let round = 0; round < 2; round++) await measure(); // warm up
  const pairs: { unseen: number; seen: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const [unseenCost, seenCost] = await measure();
    const cost = { unseen: unseenCost, seen: seenCost };
    pairs.push(cost);
    console.error(`round ${round + 1}/${rounds}`, cost);
  }
  const row = {
    'off, µs a token': Math.round(median(pairs.map((pair) => pair.unseen))),
    'everything on, µs a token': Math.round(median(pairs.map((pair) => pair.seen))),
    ratio: Math.round(median(pairs.map((pair) => pair.seen / pair.unseen)) * 1_000) / 1_000,
    'spans received': collector.spans.length,
    'times looked at': stopWatching(),
    'load average': Math.round(loadavg()[0] ?? 0),
  };
  console.table([row]);
  console.log(JSON.stringify({ bench: 'seen', rounds, ...row }));
} finally {
  collector.close();
  await Promise.all([unseen.child, seen.child, upstream.child].map(stopProcess));
}
