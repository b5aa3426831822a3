import { join } from 'node:path';
import { ensureBuilt, nodeBinary, ROOT } from '../../scripts/project.mjs';
import type { Contender, Started } from './contenders.ts';
import { load } from './load.ts';
import { cpuSeconds, startProcess, stopProcess } from './process.ts';
import type { Profile } from './profile.ts';

/** Of each server. */
const STREAMS = 50;
const PROFILE: Profile = { tokensPerSecond: 50, tokens: 400, text: 'latin', firstTokenMs: 300 };

export type Costs = {
  /** Processor time of each server in microseconds per token, from the request to the end of the answer. */
  plain: number;
  full: number;
  /** Of `full` to `plain`, in the median of the rounds. */
  ratio: number;
};

/**
 * Compares what a token costs two servers, which serve the same load at the same time, so that whatever else the machine does slows
 * down both.
 * @param options.observe is called once the second server has started; what it returns is called before both are stopped
 */
export async function compareCosts(
  plain: Contender,
  full: Contender,
  options: { rounds: number; observe?(full: Started): Promise<() => void> },
): Promise<Costs> {
  await ensureBuilt();
  const upstream = await startProcess(nodeBinary(), [join(ROOT, 'bench/streams/upstream.ts')], {
    ready: /^(http\S+)/,
  });
  await fetch(`${upstream.found}/profile`, { method: 'POST', body: JSON.stringify(PROFILE) });
  const servers = await Promise.all([plain, full].map((server) => server.start(`${upstream.found}/v1`)));
  const [plainServer, fullServer] = servers as [Started, Started];
  try {
    const stopObserving = await options.observe?.(fullServer);
    const measure = () => Promise.all([cpuPerToken(plainServer), cpuPerToken(fullServer)]);
    for (let round = 0; round < 2; round++) await measure(); // warm up
    const rounds: Costs[] = [];
    for (let round = 0; round < options.rounds; round++) {
      const [plainCost, fullCost] = await measure();
      const costs = { plain: plainCost, full: fullCost, ratio: fullCost / plainCost };
      rounds.push(costs);
      console.error(`round ${round + 1}/${options.rounds}`, costs);
    }
    stopObserving?.();
    const median = (key: keyof Costs) =>
      rounds.map((costs) => costs[key]).toSorted((a, b) => a - b)[rounds.length >> 1] ?? Number.NaN;
    return {
      plain: Math.round(median('plain')),
      full: Math.round(median('full')),
      ratio: Math.round(median('ratio') * 1_000) / 1_000,
    };
  } finally {
    await Promise.all([...servers, upstream].map(({ child }) => stopProcess(child)));
  }
}

async function cpuPerToken({ pid, ask }: Started): Promise<number> {
  const before = cpuSeconds(pid);
  const { tokens, broken } = await load(ask, { streams: STREAMS, tokens: PROFILE.tokens });
  if (broken > 0) throw new Error(`${broken} of ${STREAMS} streams are not complete.`);
  return ((cpuSeconds(pid) - before) * 1e6) / tokens;
}
