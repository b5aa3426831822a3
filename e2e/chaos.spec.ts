import { setTimeout as delay } from 'node:timers/promises';
import { test as base, expect } from '@playwright/test';
import { SseDecoder } from '#lib/sse/sse-decoder.ts';
import { liveBytes } from './fixtures/heap.ts';
import { RunnelServer } from './fixtures/runnel-server.ts';
import { ScriptedUpstream, type UpstreamRequest } from './fixtures/scripted-upstream.ts';

const RUNS = Number(process.env.CHAOS_RUNS ?? 1_000);
const WARM_UP_RUNS = 200;
const AT_ONCE = 20;
/** What a kept log may hold of the heap; it is let go ten minutes after its end. */
const MOST_KEPT_BYTES_PER_RUN = 16 * 1024;

type Reader = { text: string; lastSeq: number; ended: string | undefined };
type Result = { sent: string; readers: Reader[]; outcome: 'finish' | 'abort'; repeated: number };

const test = base.extend<{ world: { server: RunnelServer; upstream: ScriptedUpstream; inspector: string } }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
  world: async ({}, use) => {
    const upstream = await ScriptedUpstream.start();
    const server = await RunnelServer.start({
      OPENAI_BASE_URL: upstream.url,
      OPENAI_MODELS: 'scripted',
      NODE_OPTIONS: '--inspect=127.0.0.1:0',
    });
    // The server's own process is the last to open an inspector.
    const inspector = server.output.findLast((line) => line.includes('ws://'))?.match(/ws:\S+/)?.[0] ?? '';
    await use({ server, upstream, inspector });
    await upstream.close();
    await server.stop();
  },
});

test(`${RUNS} runs with drops, resumes and stops at random: every reader has a prefix of what was sent, all of it when complete`, async ({
  world: { server, upstream, inspector },
}) => {
  test.setTimeout(60_000 + RUNS * 100);
  const random = seededRandom(20_260);
  const cookie = (await fetch(`${server.url}/api/models`)).headers.get('set-cookie')?.split(';')[0] ?? '';
  const playAll = async (count: number) => {
    const results: Result[] = [];
    let started = 0;
    const lane = async () => {
      while (started < count)
        results.push(await playRun(server.url, upstream, cookie, `chaos-${count}-${started++}`, random));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    return results;
  };

  await playAll(WARM_UP_RUNS);
  const bytesBefore = await liveBytes(inspector);
  const results = await playAll(RUNS);

  await expect.poll(() => upstream.openRequests, { timeout: 1_000 }).toBe(0);
  for (const { sent, readers, outcome, repeated } of results) {
    expect(repeated).toBe(0);
    for (const reader of readers) {
      expect(sent.startsWith(reader.text)).toBe(true);
      if (outcome === 'finish') expect(reader.text).toBe(sent);
      expect(reader.ended).toBe(outcome);
    }
    // Stopped or not, all readers of a run end with the same words.
    expect(new Set(readers.map((reader) => reader.text)).size).toBe(1);
  }
  const stopped = results.filter((result) => result.outcome === 'abort').length;
  expect(stopped).toBeGreaterThan(RUNS / 10);
  expect(stopped).toBeLessThan(RUNS / 2);

  const keptPerRun = ((await liveBytes(inspector)) - bytesBefore) / RUNS;
  console.log(`${RUNS} runs, ${stopped} stopped; memory kept per run ${Math.round(keptPerRun)} bytes`);
  expect(keptPerRun).toBeLessThan(MOST_KEPT_BYTES_PER_RUN);
  expect(server.output.filter((line) => /Error|exception|rejection/i.test(line))).toEqual([]);
});

/** One run with two readers, each of which drops its line at random and comes back; one run in four is stopped. */
async function playRun(
  serverUrl: string,
  upstream: ScriptedUpstream,
  cookie: string,
  chatId: string,
  random: () => number,
): Promise<Result> {
  const url = `${serverUrl}/api/chats/${chatId}/run`;
  const tokens = Array.from({ length: 10 + Math.floor(random() * 40) }, (_, index) =>
    index % 7 ? `w${index} ` : `涓${index}流 `,
  );
  const stopAt = random() < 0.25 ? Math.floor(random() * tokens.length) : undefined;
  const messages = [{ id: 'q', role: 'user', parts: [{ type: 'text', text: chatId }] }];
  const body = JSON.stringify({ messages, runId: `run-${chatId}` });
  const start = () =>
    fetch(url, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body });
  const attach = (lastSeq: number) =>
    fetch(url, { headers: { cookie, ...(lastSeq ? { 'last-event-id': String(lastSeq) } : {}) } });

  let repeated = 0;
  const read = async (open: (lastSeq: number) => Promise<Response>): Promise<Reader> => {
    const reader: Reader = { text: '', lastSeq: 0, ended: undefined };
    for (let line = await open(0); reader.ended === undefined; line = await attach(reader.lastSeq)) {
      repeated += await readLine(line, reader, random);
    }
    return reader;
  };

  const upstreamRequest = requestFor(upstream, chatId);
  const first = read(start);
  const request = await upstreamRequest;
  const second = read(attach);
  let sent = '';
  for (const [index, token] of tokens.entries()) {
    if (index === stopAt) {
      const response = await fetch(url, { method: 'DELETE', headers: { cookie } });
      if (response.status !== 202) throw new Error(`stop answered ${response.status}`);
      await request.closed;
      break;
    }
    request.write(token);
    sent += token;
    if (random() < 0.5) await delay(random() * 4);
  }
  if (stopAt === undefined) request.finish();
  return {
    sent,
    readers: await Promise.all([first, second]),
    outcome: stopAt === undefined ? 'finish' : 'abort',
    repeated,
  };
}

/** Reads one connection until it ends or is dropped on purpose. @returns how many events came that had come before. */
async function readLine(response: Response, reader: Reader, random: () => number): Promise<number> {
  const body = response.body?.getReader();
  if (response.status !== 200 || body === undefined) throw new Error(`HTTP ${response.status}`);
  const decoder = new SseDecoder();
  const chunksUntilDrop = random() < 0.6 ? Math.floor(random() * 12) : Number.POSITIVE_INFINITY;
  let repeated = 0;
  for (let chunk = 0; chunk < chunksUntilDrop; chunk++) {
    const { done, value } = await body.read();
    if (done) return repeated;
    for (const frame of decoder.push(value)) {
      if (frame.data === '[DONE]') continue;
      const seq = Number(frame.id);
      if (seq <= reader.lastSeq) repeated++;
      reader.lastSeq = seq;
      const event = JSON.parse(frame.data);
      if (event.type === 'text-delta') reader.text += event.delta;
      if (['finish', 'abort', 'error'].includes(event.type)) reader.ended = event.type;
    }
  }
  await body.cancel();
  return repeated;
}

/** The upstream's side of the run that asks `question`; many run at once. */
async function requestFor(upstream: ScriptedUpstream, question: string): Promise<UpstreamRequest> {
  for (;;) {
    const request = upstream.requests.find((candidate) => candidate.question === question);
    if (request) return request;
    await upstream.arrival();
  }
}

/** The same numbers at every run of the test (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
