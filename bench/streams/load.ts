import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoadResult } from './profile.ts';

/** The request to a contender for one answer. */
export type Ask = (index: number) => {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
};

type Timeline = { sentAt: number[]; arrivedAt: number[]; chunks: number };

const STAMP = /@(\d+\.\d\d) /g;

/**
 * Opens `streams` streams, spread evenly over `rampMs`, reads each to its end, and returns how late the tokens were.
 * `arrivedBetween` counts the tokens that arrived between two times (milliseconds since 1970).
 */
export async function load(
  ask: Ask,
  { streams, tokens, rampMs = 0 }: { streams: number; tokens: number; rampMs?: number | undefined },
): Promise<LoadResult & { arrivedBetween(from: number, to: number): number }> {
  const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
  const timelines = await Promise.all(
    Array.from({ length: streams }, async (_, index) => {
      await delay((index / streams) * rampMs);
      return readStream(agent, ask(index));
    }),
  );
  agent.destroy();

  const first: number[] = [];
  const added: number[] = [];
  let longestGapMs = 0;
  for (const { sentAt, arrivedAt } of timelines) {
    if (arrivedAt[0] !== undefined && sentAt[0] !== undefined) first.push(arrivedAt[0] - sentAt[0]);
    for (let index = 1; index < arrivedAt.length; index++) {
      const gap = (arrivedAt[index] ?? 0) - (arrivedAt[index - 1] ?? 0);
      const upstreamGap = (sentAt[index] ?? 0) - (sentAt[index - 1] ?? 0);
      added.push(Math.max(0, gap - upstreamGap));
      longestGapMs = Math.max(longestGapMs, gap);
    }
  }
  return {
    streams,
    tokens: timelines.reduce((sum, timeline) => sum + timeline.arrivedAt.length, 0),
    broken: timelines.filter((timeline) => timeline.arrivedAt.length !== tokens).length,
    firstToken: percentiles(first),
    addedGap: percentiles(added),
    longestGapMs: round(longestGapMs),
    chunks: timelines.reduce((sum, timeline) => sum + timeline.chunks, 0),
    arrivedBetween: (from, to) =>
      timelines.reduce(
        (sum, { arrivedAt }) => sum + arrivedAt.filter((at) => at >= from && at < to).length,
        0,
      ),
  };
}

function readStream(agent: Agent, { url, method, headers, body }: ReturnType<Ask>): Promise<Timeline> {
  return new Promise((resolve) => {
    const request = httpRequest(url, { agent, method, headers }, (response) => {
      const timeline: Timeline = { sentAt: [], arrivedAt: [], chunks: 0 };
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        const now = performance.timeOrigin + performance.now();
        timeline.chunks++;
        const seen = rest + text;
        let end = 0;
        for (const match of seen.matchAll(STAMP)) {
          timeline.sentAt.push(Number(match[1]));
          timeline.arrivedAt.push(now);
          end = match.index + match[0].length;
        }
        // A chunk may end within a timestamp.
        rest = seen.slice(Math.max(end, seen.length - 24));
      });
      response.on('end', () => resolve(timeline));
      response.on('error', () => resolve(timeline)); // the stream counts as broken
    });
    request.on('error', () => resolve({ sentAt: [], arrivedAt: [], chunks: 0 }));
    request.end(body);
  });
}

function percentiles(values: number[]): { p50: number; p99: number } {
  values.sort((a, b) => a - b);
  const at = (share: number) =>
    round(values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN);
  return { p50: at(0.5), p99: at(0.99) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
