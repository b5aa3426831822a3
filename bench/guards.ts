// What access control and limits cost: processor time per token of a server with all of them, as a multiple of an open server's. Both
// serve the same load at the same time, so that whatever else the machine does slows down both.
//   npm run bench -- guards [rounds]
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, nodeBinary, ROOT } from '../scripts/project.mjs';
import { guardedRun, runnelRun, type Started } from './streams/contenders.ts';
import { load } from './streams/load.ts';
import { cpuSeconds, startProcess, stopProcess } from './streams/process.ts';
import type { Profile } from './streams/profile.ts';

/** Of each server. */
const STREAMS = 50;
const PROFILE: Profile = { tokensPerSecond: 50, tokens: 400, text: 'latin', firstTokenMs: 300 };
const rounds = Number(process.argv[2] ?? 9);

/** From the request to the end of the answer, in microseconds. */
async function cpuPerToken({ pid, ask }: Started): Promise<number> {
  const before = cpuSeconds(pid);
  const { tokens, broken } = await load(ask, { streams: STREAMS, tokens: PROFILE.tokens });
  if (broken > 0) throw new Error(`${broken} of ${STREAMS} streams are not complete.`);
  return ((cpuSeconds(pid) - before) * 1e6) / tokens;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

await ensureBuilt();
const upstream = await startProcess(nodeBinary(), [join(ROOT, 'bench/streams/upstream.ts')], {
  ready: /^(http\S+)/,
});
await fetch(`${upstream.found}/profile`, { method: 'POST', body: JSON.stringify(PROFILE) });
const [open, guarded] = await Promise.all([
  runnelRun.start(`${upstream.found}/v1`),
  guardedRun.start(`${upstream.found}/v1`),
]);
try {
  const measure = () => Promise.all([cpuPerToken(open), cpuPerToken(guarded)]);
  for (let round = 0; round < 2; round++) await measure(); // warm up
  const pairs: { open: number; guarded: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const [openCost, guardedCost] = await measure();
    const cost = { open: openCost, guarded: guardedCost };
    pairs.push(cost);
    console.error(`round ${round + 1}/${rounds}`, cost);
  }
  const row = {
    'open, µs a token': Math.round(median(pairs.map((pair) => pair.open))),
    'everything on, µs a token': Math.round(median(pairs.map((pair) => pair.guarded))),
    ratio: Math.round(median(pairs.map((pair) => pair.guarded / pair.open)) * 100) / 100,
    'load average': Math.round(loadavg()[0] ?? 0),
  };
  console.table([row]);
  console.log(JSON.stringify({ bench: 'guards', rounds, ...row }));
} finally {
  await Promise.all([open.child, guarded.child, upstream.child].map(stopProcess));
}
