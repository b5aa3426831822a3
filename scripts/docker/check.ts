// npm run check:docker: checks the Dockerfile, carries out its steps in an empty folder, and tries the server they result in.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../e2e/fixtures/servers/free-port.ts';
import { endTogether, startChild } from '../processes.mjs';
import { ROOT, run } from '../project.mjs';
import { copyProject } from '../project-copy.ts';
import { parseDockerfile } from './dockerfile.ts';
import { Stage } from './rehearsal.ts';

const LINTER = 'dockerfile-utils@0.16.3';
const START_LIMIT_MS = 30_000;

endTogether({ packageFile: join(ROOT, 'package.json') });
const folder = mkdtempSync(join(tmpdir(), 'runnel-docker-'));
try {
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  await lint(dockerfile);
  const image = await rehearse(dockerfile);
  await checkServer(image);
  console.log(
    'The steps of the Dockerfile result in a server that answers, is healthy, and ends on SIGTERM.',
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function lint(dockerfile: string): Promise<void> {
  const tools = join(folder, 'tools');
  mkdirSync(tools);
  writeFileSync(join(tools, 'package.json'), '{"private":true}');
  const install = ['install', '--no-audit', '--no-fund', '--loglevel=error', LINTER];
  assert.equal(await run('npm', install, { cwd: tools, output: 'on failure' }), 0, 'npm install failed.');
  const { validate } = createRequire(join(tools, 'package.json'))('dockerfile-utils');
  assert.deepEqual(validate(dockerfile), []);
}

/** Carries out the Dockerfile. @returns its last stage */
async function rehearse(dockerfile: string): Promise<Stage> {
  const context = join(folder, 'context');
  copyProject(context);
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const instruction of parseDockerfile(dockerfile)) {
    console.log(`${instruction.name} ${instruction.value}`);
    if (instruction.name === 'FROM') {
      stage = new Stage(join(folder, `stage-${stages.size}`));
      stages.set(/ AS (\w+)$/.exec(instruction.value)?.[1] ?? String(stages.size), stage);
    } else await stage?.execute(instruction, { stages, context });
  }
  assert.ok(stage);
  return stage;
}

async function checkServer({ command, healthCheck, folder: cwd, env }: Stage): Promise<void> {
  const port = String(await findFreePort());
  const [program = '', ...args] = command;
  const settings = { ...env, NODE_ENV: 'production', PORT: port, LOCAL_MODELS: 'off' } as const;
  const server = startChild(program, args, { cwd, env: settings, stdio: ['ignore', 'inherit', 'inherit'] });
  const exited = once(server, 'exit');
  try {
    const [checker = '', ...checkerArgs] = healthCheck;
    const until = performance.now() + START_LIMIT_MS;
    while ((await run(checker, checkerArgs, { env: { PORT: port } })) !== 0) {
      assert.ok(performance.now() < until && server.exitCode === null, 'The server does not become healthy.');
      await sleep(200);
    }
    await checkAnswers(`http://127.0.0.1:${port}`);
    server.kill('SIGTERM');
    assert.deepEqual(await exited, [143, null]);
  } finally {
    server.kill('SIGINT');
  }
}

/** Checks what the image must hold: the page, its scripts, public files, the endpoints, and what stands before them. */
async function checkAnswers(address: string): Promise<void> {
  const page = await (await fetch(address)).text();
  const script = /src="(\/_next\/[^"]+)"/.exec(page)?.[1];
  for (const path of [script, '/service-worker.js']) {
    assert.equal((await fetch(`${address}${path}`)).status, 200, `${path} is missing.`);
  }
  const answer = await (await fetch(`${address}/chat/stream?prompt=hi`)).text();
  assert.match(answer, /data: \[DONE\]\n\n$/, 'The demo does not answer.');
  const upload = request(`${address}/chat/stream`, {
    method: 'POST',
    headers: { 'content-length': 5_000_000 },
  });
  upload.flushHeaders();
  const [refusal] = await once(upload, 'response', { signal: AbortSignal.timeout(5_000) });
  upload.destroy();
  assert.equal(refusal.statusCode, 413, 'A large body is not refused before it is sent.');
}
