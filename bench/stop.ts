// Time from a stop to the upstream's closed socket: on the run's own server, with each of the stores, and from another one that shares its
// Redis. The rows take turns, so that they meet the same load.
//   npm run bench -- stop [stops]
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { newChatId } from '#lib/protocol/ids.ts';
import { RunCaller, RunReader } from '../e2e/fixtures/clients/run-reader.ts';
import { RedisServer } from '../e2e/fixtures/servers/redis-server.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/servers/scripted-upstream.ts';
import { ensureBuilt, ROOT } from '../scripts/project.mjs';
import { findRedisServer } from '../scripts/redis.mjs';

const stops = Number(process.argv[2] ?? 100);
await ensureBuilt();
process.env.REDIS_SERVER_PATH = await findRedisServer();
const upstream = await ScriptedUpstream.start();
const redis = await RedisServer.start();
const settings = { OPENAI_BASE_URL: upstream.url, OPENAI_MODELS: 'scripted' };
const shared = { ...settings, ...redis.environment() };
const [memory, disk, one, other] = await Promise.all([
  RunnelServer.start({ ...settings, DATA_DIR: 'memory' }),
  RunnelServer.start(settings),
  RunnelServer.start(shared),
  RunnelServer.start(shared),
]);

const rows = [
  { where: 'one server, in memory', runs: memory, stopper: memory },
  { where: 'one server, on disk', runs: disk, stopper: disk },
  { where: 'one server, with Redis', runs: one, stopper: one },
  { where: 'another server, over Redis', runs: one, stopper: other },
].map((row) => ({ ...row, took: [] as number[] }));
for (let stop = 0; stop < stops; stop++) {
  for (const { runs, stopper, took } of rows) took.push(await stopOnce(runs, stopper, stop));
}
const results = rows.map(({ where, took }) => ({ where, ...summarize(took) }));
console.table(results);
const report = { bench: 'stop', stops, load: loadavg(), results };
console.log(JSON.stringify(report));
mkdirSync(join(ROOT, 'bench/results'), { recursive: true });
writeFileSync(join(ROOT, 'bench/results/stop.json'), JSON.stringify(report, null, 2));
await Promise.all([memory.stop(), disk.stop(), one.stop(), other.stop()]);
await Promise.all([upstream.close(), redis.close()]);

/** Starts a run on `runs` and stops it from `stopper`, every other time before the first token. Returns milliseconds. */
async function stopOnce(runs: RunnelServer, stopper: RunnelServer, stop: number): Promise<number> {
  const cookie = (await fetch(`${runs.url}/api/models`)).headers.get('set-cookie')?.split(';')[0] ?? '';
  const caller = new RunCaller(cookie);
  const chatId = newChatId(); // unique, because servers with one Redis share their chats
  const started = await caller.start(runs.url, chatId, `run-${stop}`);
  if (started.status !== 200) throw new Error(`starting the run returned ${started.status}`);
  const reader = new RunReader(started);
  const request = await upstream.nextRequest();
  if (stop % 2 === 0) request.write('some ', 'words');
  await delay(100 + Math.random() * 500); // stop at a random moment between two flushes
  const askedAt = performance.now();
  const [closedAt, response] = await Promise.all([request.closed, caller.stop(stopper.url, chatId)]);
  if (response.status !== 202) throw new Error(`stopping the run returned ${response.status}`);
  await reader.over;
  if (reader.types.at(-1) !== 'abort') throw new Error(`the run ended with ${reader.types.at(-1)}`);
  return closedAt - askedAt;
}

function summarize(took: number[]) {
  took.sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round((took[Math.floor((took.length - 1) * share)] ?? Number.NaN) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95), worst: at(1) };
}
