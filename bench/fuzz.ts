// npm run bench -- fuzz [count]: sends distorted requests of two seeds to a production server. Fails on a 5xx, a request without
// an end, a secret in a response, a connection that stays open, and memory that is not given back.
import { fuzz } from '../e2e/fixtures/clients/fuzz.ts';
import { inspect, liveBytes } from '../e2e/fixtures/servers/heap.ts';
import { RunnelServer } from '../e2e/fixtures/servers/runnel-server.ts';
import { ScriptedUpstream } from '../e2e/fixtures/servers/scripted-upstream.ts';

const KEY = 'sk-fuzz-0123456789';
const SECRET = 'session-secret-of-the-fuzz';
const WARM_UP = 1_000;
/** Of the heap, in bytes. */
const MAX_GROWTH = 50_000_000;
const count = Number(process.argv[2] ?? 10_000);

const upstream = await ScriptedUpstream.start();
const server = await RunnelServer.start({
  OPENAI_BASE_URL: upstream.url,
  OPENAI_API_KEY: KEY,
  OPENAI_MODELS: 'scripted',
  SESSION_SECRET: SECRET,
  RUNS_PER_MINUTE: '0',
  LIVE_RUNS: '0',
  NODE_OPTIONS: '--inspect=127.0.0.1:0',
});
void (async () => {
  for (;;) (await upstream.nextRequest()).finish();
})();

try {
  const secrets = [KEY, SECRET, btoa(KEY).replace(/=+$/, '')];
  await fuzz(server.url, { seed: 0, count: Math.min(WARM_UP, count), secrets });
  const before = await liveBytes(server.inspector);
  for (const seed of [1, 2]) {
    const startedAt = performance.now();
    const { statuses, failures } = await fuzz(server.url, { seed, count, secrets });
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    console.log(
      `seed ${seed}: ${count} requests in ${seconds} s, ${failures.length} failures, by status`,
      statuses,
    );
    for (const failure of failures.slice(0, 20)) console.log(`  ${failure}`);
    if (failures.length > 0) process.exitCode = 1;
  }
  const growth = (await liveBytes(server.inspector)) - before;
  const sockets = await inspect(
    server.inspector,
    "process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length",
  );
  const faults = server.output.filter(
    (line) => !line.startsWith('{"event":"run"') && /error|exception/i.test(line),
  );
  console.log(
    JSON.stringify({
      growthBytes: growth,
      openSockets: sockets,
      openUpstream: upstream.openRequests,
      faults: faults.length,
    }),
  );
  for (const fault of faults.slice(0, 10)) console.log(`  ${fault}`);
  if (growth > MAX_GROWTH || upstream.openRequests > 0 || faults.length > 0) process.exitCode = 1;
} finally {
  await server.kill();
  await upstream.close();
}
