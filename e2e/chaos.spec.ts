import { test as base, expect } from '@playwright/test';
import {
  playRandomRuns,
  type RunWorld,
  seededRandom,
  terminalEventOf,
} from './fixtures/clients/random-runs.ts';
import { inspect, liveBytes } from './fixtures/servers/heap.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from './fixtures/servers/scripted-upstream.ts';

const RUNS = 1_000;
const WARM_UP_RUNS = 200;
/** Limit for the heap of a retained log, in bytes. An ended log is on the disk. */
const MOST_KEPT_BYTES_PER_RUN = 16 * 1024;

const test = base.extend<{ world: { server: RunnelServer; upstream: ScriptedUpstream; inspector: string } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
  world: async ({}, use) => {
    const upstream = await ScriptedUpstream.start();
    const server = await RunnelServer.start({
      OPENAI_BASE_URL: upstream.url,
      OPENAI_MODELS: 'scripted',
      NODE_OPTIONS: '--inspect=127.0.0.1:0',
    });
    await use({ server, upstream, inspector: server.inspector });
    await upstream.close();
    await server.stop();
  },
});

test(`${RUNS} runs with drops, resumes, stops and failures at random: every reader gets a prefix of the sent text, and all of it when the run completes`, async ({
  world: { server, upstream, inspector },
}) => {
  test.setTimeout(60_000 + RUNS * 100);
  const cookie = (await fetch(`${server.url}/api/models`)).headers.get('set-cookie')?.split(';')[0] ?? '';
  const world: RunWorld = { url: server.url, upstream, cookie, random: seededRandom(20_260) };

  await playRandomRuns(world, WARM_UP_RUNS, 'warm');
  const bytesBefore = await liveBytes(inspector);
  const runs = await playRandomRuns(world, RUNS, 'chaos');

  await expect.poll(() => upstream.openRequests, { timeout: 1_000 }).toBe(0);
  for (const { fate, sent, readers, repeated } of runs) {
    expect(repeated).toBe(0);
    for (const reader of readers) {
      expect(sent.startsWith(reader.text)).toBe(true);
      expect(reader.ended).toBe(terminalEventOf(fate));
      // Only a stop or a reset may lose text that was in flight.
      if (fate !== 'stop' && fate !== 'reset') expect(reader.text).toBe(sent);
    }
    // All readers of a run end with the same text, however it ended.
    expect(new Set(readers.map((reader) => reader.text)).size).toBe(1);
  }
  const stopped = runs.filter(({ fate }) => fate === 'stop').length;
  expect(stopped).toBeGreaterThan(RUNS / 20);

  const keptPerRun = ((await liveBytes(inspector)) - bytesBefore) / RUNS;
  console.log(`${RUNS} runs, ${stopped} stopped; memory kept per run ${Math.round(keptPerRun)} bytes`);
  expect(keptPerRun).toBeLessThan(MOST_KEPT_BYTES_PER_RUN);
  expect(
    server.output.filter(
      (line) => !line.startsWith('{"event":"run"') && /Error|exception|rejection/i.test(line),
    ),
  ).toEqual([]);
  // The readers' idle keep-alive connections have timers of their own.
  await expect.poll(async () => (await inspect(inspector, TIMERS)) as number).toBeLessThan(10);
});

const TIMERS = "process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length";
