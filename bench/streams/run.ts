// Compares Runnel with other servers, in turn within one run: CPU per token, and latency.
//   npm run bench -- [--rounds 5] [--only name] [--loads one,paced,burst,chinese,many] [--most]
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { liveBytes } from '../../e2e/fixtures/servers/heap.ts';
import { ensureBuilt, nodeBinary, ROOT } from '../../scripts/project.mjs';
import { buildContenders, type Contender, contenders } from './contenders.ts';
import { type Ask, load } from './load.ts';
import { cpuSeconds, startProcess, stopProcess } from './process.ts';
import type { LoadResult, Profile } from './profile.ts';

type Load = Profile & { name: string; streams: number; rampMs?: number };
type Measured = LoadResult & { tokensPerCpuSecond: number; cpuMsPerRun: number; bytesPerStream: number };

const LOADS: Load[] = [
  { name: 'one', streams: 1, tokensPerSecond: 50, tokens: 100, text: 'latin', firstTokenMs: 100 },
  { name: 'paced', streams: 100, tokensPerSecond: 50, tokens: 400, text: 'latin', firstTokenMs: 300 },
  { name: 'burst', streams: 20, tokensPerSecond: 2_000, tokens: 12_000, text: 'latin', firstTokenMs: 300 },
  { name: 'chinese', streams: 100, tokensPerSecond: 50, tokens: 400, text: 'chinese', firstTokenMs: 300 },
  {
    name: 'many',
    streams: 500,
    tokensPerSecond: 20,
    tokens: 500,
    text: 'latin',
    firstTokenMs: 500,
    rampMs: 10_000,
  },
];

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    loads: { type: 'string', default: 'one,paced,burst,chinese,many' },
    most: { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);
const chosen = contenders().filter(
  ({ name }) => !options.only || options.only.split(',').some((part) => name.includes(part)),
);
const loads = LOADS.filter(({ name }) => options.loads.split(',').includes(name));

if (!options['no-build']) {
  await ensureBuilt();
  await buildContenders();
}
const upstream = await startProcess(nodeBinary(), [join(ROOT, 'bench/streams/upstream.ts')], {
  ready: /^(http\S+)/,
});

const measured = new Map<string, Measured[]>();
try {
  if (options.most) await reportMost();
  for (const item of options.most ? [] : loads) {
    for (let round = 0; round < rounds; round++) {
      for (const contender of chosen) {
        const result = await measure(contender, item);
        const key = `${item.name}|${contender.name}`;
        measured.set(key, [...(measured.get(key) ?? []), result]);
        console.error(
          `${item.name} ${round + 1}/${rounds} ${contender.name}: ${result.tokensPerCpuSecond} tokens per CPU-second`,
        );
      }
    }
  }
} finally {
  await stopProcess(upstream.child);
}
if (!options.most) report();

/** The largest number of streams at 50 tokens/s with no gap above 250 ms, searched in steps of 50. */
async function reportMost(): Promise<void> {
  const profile: Profile = { tokensPerSecond: 50, tokens: 300, text: 'latin', firstTokenMs: 300 };
  const rows = [];
  for (const contender of chosen) {
    const { child, ask } = await contender.start(`${upstream.found}/v1`);
    await setProfile(profile);
    let most = 0;
    for (let streams = 50; streams <= 1_000; streams += 50) {
      const { longestGapMs, broken } = await load(ask, { streams, tokens: profile.tokens, rampMs: 2_000 });
      console.error(`most: ${contender.name}, ${streams} streams, longest gap ${longestGapMs} ms`);
      if (longestGapMs > 250 || broken > 0) break;
      most = streams;
    }
    await stopProcess(child);
    rows.push({ contender: contender.name, 'most streams at 50 tokens/s': most });
  }
  console.table(rows);
  console.log(JSON.stringify({ bench: 'most', rows }));
}

/** Starts and warms up a server, then applies one load. */
async function measure(contender: Contender, item: Load): Promise<Measured> {
  const { child, pid, ask, inspector } = await contender.start(`${upstream.found}/v1`);
  try {
    const warmUp: Profile = { ...item, tokens: Math.min(item.tokens, item.tokensPerSecond * 2) };
    await setProfile(warmUp);
    await load(ask, { streams: Math.min(item.streams, 50), tokens: warmUp.tokens });
    await setProfile(item);
    const cpuBefore = cpuSeconds(pid);
    const flowing = sampleWhileFlowing(pid, item);
    const result = await load(ask, item);
    const { from, to, cpu } = await flowing;
    const cpuMsPerRun = Math.round(((cpuSeconds(pid) - cpuBefore) / item.streams) * 1_000);
    // A separate load, because measuring memory stops the server for a garbage collection.
    const bytesPerStream =
      item.name === 'many' && inspector ? await memoryPerStream(inspector, ask, item) : Number.NaN;
    return {
      ...result,
      tokensPerCpuSecond: Math.round(result.arrivedBetween(from, to) / cpu),
      cpuMsPerRun,
      bytesPerStream,
    };
  } finally {
    await stopProcess(child);
  }
}

/** CPU time while all streams flow: from a second after the last has started until shortly before the first ends. */
async function sampleWhileFlowing(
  pid: number,
  item: Load,
): Promise<{ from: number; to: number; cpu: number }> {
  const lengthMs = (item.tokens / item.tokensPerSecond) * 1_000 - (item.rampMs ?? 0);
  await delay((item.rampMs ?? 0) + item.firstTokenMs + Math.min(1_000, lengthMs / 4));
  const from = performance.timeOrigin + performance.now();
  const cpuBefore = cpuSeconds(pid);
  await delay(lengthMs * 0.7);
  return { from, to: performance.timeOrigin + performance.now(), cpu: cpuSeconds(pid) - cpuBefore };
}

/** Live bytes per stream: the growth of the server's heap in mid-flow, divided by the number of streams. */
async function memoryPerStream(inspector: string, ask: Ask, item: Load): Promise<number> {
  const before = await liveBytes(inspector);
  void load(ask, item);
  await delay((item.rampMs ?? 0) + item.firstTokenMs + 1_000);
  return Math.round(((await liveBytes(inspector)) - before) / item.streams);
}

async function setProfile(profile: Profile): Promise<void> {
  await fetch(`${upstream.found}/profile`, { method: 'POST', body: JSON.stringify(profile) });
}

function report(): void {
  const rows = [];
  for (const item of loads) {
    const medianOf = (name: string, pick: (result: Measured) => number) =>
      median((measured.get(`${item.name}|${name}`) ?? []).map(pick));
    for (const { name } of chosen) {
      const tokensPerCpuSecond = medianOf(name, (result) => result.tokensPerCpuSecond);
      const ratioTo = (other: string) =>
        Math.round((tokensPerCpuSecond / medianOf(other, (result) => result.tokensPerCpuSecond)) * 100) / 100;
      rows.push({
        load: item.name,
        contender: name,
        'tokens/CPU-s': tokensPerCpuSecond,
        '× AI SDK': ratioTo('AI SDK route'),
        '× pass-through': ratioTo('pass-through route'),
        '× in memory': ratioTo('Runnel: run, in memory'),
        'TTFT p50': medianOf(name, (result) => result.firstToken.p50),
        'TTFT p99': medianOf(name, (result) => result.firstToken.p99),
        'gap p50': medianOf(name, (result) => result.addedGap.p50),
        'gap p99': medianOf(name, (result) => result.addedGap.p99),
        'longest gap': medianOf(name, (result) => result.longestGapMs),
        'CPU ms/run': medianOf(name, (result) => result.cpuMsPerRun),
        'KB/stream': Math.round(medianOf(name, (result) => result.bytesPerStream) / 1024),
        chunks: medianOf(name, (result) => result.chunks),
        broken: medianOf(name, (result) => result.broken),
      });
    }
  }
  console.table(rows);
  const folder = join(ROOT, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'streams.json');
  writeFileSync(
    file,
    JSON.stringify({ at: new Date().toISOString(), rounds, load: loadavg(), rows }, null, 2),
  );
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
