import { once } from 'node:events';
import { createServer } from 'node:net';
import { test as base, expect } from '@playwright/test';
import { Command } from './fixtures/clients/command.ts';
import { RunCaller, RunReader } from './fixtures/clients/run-reader.ts';
import { ScriptedUpstream, type UpstreamRequest } from './fixtures/servers/scripted-upstream.ts';

type Fixtures = {
  upstream: ScriptedUpstream;
  /** Starts a server with `command`, and waits until it serves. */
  serve(command: string, ...args: string[]): Promise<{ command: Command; url: string }>;
};

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
  upstream: async ({}, use) => {
    const upstream = await ScriptedUpstream.start();
    await use(upstream);
    await upstream.close();
  },
  serve: async ({ upstream }, use, testInfo) => {
    const commands: Command[] = [];
    const environment = {
      OPENAI_BASE_URL: upstream.url,
      OPENAI_MODELS: 'scripted',
      LOCAL_MODELS: 'off',
      PORT: '0',
      DATA_DIR: testInfo.outputPath('data'),
    };
    await use(async (...line) => {
      const command = new Command(line[0], line.slice(1), { environment });
      commands.push(command);
      await expect.poll(() => command.stdout + command.stderr, { timeout: 20_000 }).toContain('Models:');
      const url = /Runnel is at (\S+)/.exec(command.stdout)?.[1]?.replace('localhost', '127.0.0.1') ?? '';
      return { command, url };
    });
    for (const command of commands) command.kill();
  },
});

/** Waits for the next request of the upstream, and answers it with half a sentence. */
async function writeHalf(upstream: ScriptedUpstream): Promise<UpstreamRequest> {
  const request = await upstream.nextRequest();
  request.write('Half');
  return request;
}

/** Starts a run on the server at `url`; resolves once its reader has half an answer. */
async function startRun(url: string, upstream: ScriptedUpstream) {
  const runId = `run-${crypto.randomUUID()}`;
  const [response, request] = await Promise.all([
    new RunCaller('').start(url, `chat-${crypto.randomUUID()}`, runId),
    writeHalf(upstream),
  ]);
  const reader = new RunReader(response);
  await expect.poll(() => reader.text).toBe('Half');
  return { runId, reader, request };
}

/** The run records in what `command` has printed. */
function recordsOf({ stdout }: Command): Record<string, unknown>[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"event":"run"'));
  return lines.map((line) => JSON.parse(line));
}

/** Reads a response to its end. `arrived` resolves once its text contains `part`. */
function readFrom(response: Response, part: string): { arrived: Promise<void>; text: Promise<string> } {
  const { promise: arrived, resolve } = Promise.withResolvers<void>();
  const read = async () => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      if (text.includes(part)) resolve();
    }
    return text;
  };
  return { arrived, text: read() };
}

const interrupted = { outcome: 'interrupted', error: { code: 'restarting' } };

// `ended` resolves when the last process that holds the command's output is gone.
for (const signal of ['SIGINT', 'SIGHUP'] as const) {
  test(`${signal} to npm alone ends all its processes and the upstream connection`, async ({
    serve,
    upstream,
  }) => {
    const { command, url } = await serve('npm', 'start');
    const { runId, request } = await startRun(url, upstream);
    command.process.kill(signal);
    await Promise.all([request.closed, command.ended]);
    expect(recordsOf(command)).toMatchObject([{ runId, ...interrupted }]);
  });
}

test('SIGTERM to npm alone lets a live run end by itself, and refuses new ones', async ({
  serve,
  upstream,
}) => {
  const { command, url } = await serve('npm', 'start');
  const { runId, reader, request } = await startRun(url, upstream);
  command.process.kill('SIGTERM');
  await expect
    .poll(async () => {
      const refused = await new RunCaller('').start(url, `chat-${crypto.randomUUID()}`, 'late');
      if (refused.status === 503) return [refused.headers.get('retry-after'), await refused.json()];
      // The signal has not arrived yet.
      (await upstream.nextRequest()).finish();
      return refused.text();
    })
    .toMatchObject(['5', { error: { code: 'restarting' } }]);
  request.write(' and half');
  request.finish();
  expect([await reader.over, reader.text]).toEqual(['done', 'Half and half']);
  await command.ended;
  expect(recordsOf(command).find((record) => record.runId === runId)).toMatchObject({ outcome: 'complete' });
});

test('a second SIGTERM ends the server at once', async ({ serve, upstream }) => {
  const { command, url } = await serve(process.execPath, '--conditions=react-server', 'scripts/serve.ts');
  const { request } = await startRun(url, upstream);
  command.process.kill('SIGTERM');
  await expect
    .poll(() => {
      command.process.kill('SIGTERM'); // a copy of the first, unless a second has passed
      return request.open;
    })
    .toBe(false);
  expect(await command.ended).toBe(143);
});

test('Ctrl-C, which reaches each process several times, ends npm start with the record of a live run', async ({
  serve,
  upstream,
}) => {
  const { command, url } = await serve('npm', 'start');
  const { runId, request } = await startRun(url, upstream);
  command.interrupt();
  await Promise.all([request.closed, command.ended]);
  expect(recordsOf(command)).toMatchObject([{ runId, ...interrupted }]);
});

test('SIGKILL of start.mjs ends the server and the upstream connection', async ({ serve, upstream }) => {
  const { command, url } = await serve(process.execPath, 'scripts/start.mjs');
  const { runId, request } = await startRun(url, upstream);
  command.process.kill('SIGKILL');
  await Promise.all([request.closed, command.ended]);
  expect(recordsOf(command)).toMatchObject([{ runId, ...interrupted }]);
});

test('SIGINT ends the runs of every endpoint with an error and a record', async ({ serve, upstream }) => {
  const { command, url } = await serve(process.execPath, '--conditions=react-server', 'scripts/serve.ts');
  const runs = [await startRun(url, upstream), await startRun(url, upstream)];
  const body = JSON.stringify({ stream: true, messages: [{ role: 'user', content: 'hi' }] });
  const headers = { 'content-type': 'application/json' };
  const [completion] = await Promise.all([
    fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body }),
    writeHalf(upstream),
  ]);
  const [stream] = await Promise.all([fetch(`${url}/chat/stream?prompt=hi`), writeHalf(upstream)]);
  const answers = [readFrom(completion, 'Half'), readFrom(stream, 'Half')];
  for (const { arrived } of answers) await arrived; // the headers come before the text
  command.process.kill('SIGINT');
  const [completionText, streamText] = await Promise.all(answers.map(({ text }) => text));
  expect(await command.ended).toBe(130);
  for (const { reader } of runs) {
    expect(await reader.over).toBe('done');
    expect(reader.events.slice(-2).map(({ event }) => event)).toMatchObject([
      { type: 'message-metadata', messageMetadata: interrupted },
      { type: 'error' },
    ]);
  }
  expect(completionText).toMatch(/Half.*"code":"restarting"/s);
  expect(streamText).toMatch(/Half.*event: error\ndata: {"code":"restarting"/s);
  expect(recordsOf(command)).toMatchObject(Array(4).fill(interrupted));
  expect(upstream.openRequests).toBe(0);
});

test('a port in use is one line, and exit 1', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const command = new Command(process.execPath, ['scripts/start.mjs'], {
    environment: { PORT: String(port) },
  });
  expect([await command.ended, command.stdout, command.stderr]).toEqual([
    1,
    '',
    `Port ${port} is in use. Set PORT to another one.\n`,
  ]);
  taken.close();
});
