// npm run bench [-- name [arguments]]: runs one benchmark or all, each of which prints a table and a line of JSON.
import { join } from 'node:path';
import { ensureInstalled, nodeBinary, ROOT, run } from './project.mjs';

const BENCHES = {
  buffering: 'bench/buffering.ts',
  streams: 'bench/streams/run.ts',
  'disk-soak': 'bench/disk-soak/run.ts',
  'first-character': 'bench/first-character.ts',
  'first-load': 'bench/first-load.ts',
  fuzz: 'bench/fuzz.ts',
  growth: 'bench/growth.ts',
  history: 'bench/history.ts',
  guards: 'bench/guards.ts',
  'hostile-bodies': 'bench/hostile-bodies.ts',
  inspector: 'bench/inspector/run.ts',
  'large-prompts': 'bench/large-prompts.ts',
  'long-life': 'bench/long-life.ts',
  markdown: 'bench/markdown/bench.ts',
  phone: 'bench/phone/run.ts',
  proxies: 'bench/proxies.ts',
  reading: 'bench/reading/run.ts',
  reload: 'bench/reload.ts',
  replay: 'bench/replay.ts',
  seen: 'bench/seen.ts',
  soak: 'bench/soak.ts',
  sse: 'bench/sse.ts',
  stop: 'bench/stop.ts',
  'tool-input': 'bench/tool-input.ts',
  wire: 'bench/wire.ts',
};

const [name, ...rest] = process.argv.slice(2);
const chosen = name && Object.hasOwn(BENCHES, name) ? [name] : Object.keys(BENCHES);
const args = chosen.length === 1 ? rest : process.argv.slice(2);

await ensureInstalled();
for (const bench of chosen) {
  console.log(`\n— ${bench}`);
  const code = await run(nodeBinary(), [
    '--conditions=react-server',
    join(ROOT, BENCHES[bench]),
    ...(chosen.length === 1 ? args : []),
  ]);
  if (code !== 0) process.exitCode = code;
}
