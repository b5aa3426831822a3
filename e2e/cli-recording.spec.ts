import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from './fixtures/clients/command.ts';
import { expect, test } from './fixtures/test.ts';

/** Everything secret or personal that the terminal's settings and command line can hold. */
const PLANTED = {
  OPENAI_API_KEY: 'sk-planted-0123456789abcdef',
  SESSION_SECRET: 'planted-session-secret',
  ACCESS_CODES: 'ann:planted-access-code',
  UPSTASH_REDIS_REST_URL: 'https://redis.invalid',
  UPSTASH_REDIS_REST_TOKEN: 'planted-redis-token',
};
const INSTRUCTIONS = 'My name is Planted Person.';
const PROMPT = 'Where is my planted letter?';

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runnel-recordings-'));
});
test.afterAll(() => rmSync(folder, { recursive: true }));

function chat(args: string[], environment: Record<string, string> = {}) {
  return new Command(process.execPath, ['scripts/chat.mjs', ...args], {
    environment: { OPENAI_BASE_URL: '', LOCAL_MODELS: 'off', ...environment },
  });
}

test('a replay prints what the recorded answer printed, and exits as it did', async ({ upstream }) => {
  const file = join(folder, 'answer.run.jsonl');
  const live = chat(['--record', file, 'hi'], { OPENAI_BASE_URL: upstream.url });
  const request = await upstream.nextRequest();
  request.think('Hm.');
  request.write('One ');
  await expect.poll(() => live.stdout).toBe('One ');
  request.write('二\n', '**three**');
  request.finish('length');
  expect(await live.ended).toBe(1);

  const replayed = chat(['--replay', file, '--speed', '8']);
  expect(await replayed.ended).toBe(1);
  expect([replayed.stdout, replayed.stderr]).toEqual([live.stdout, live.stderr]);
  expect(live.stdout).toBe('One 二\n**three**');

  const events = chat(['--replay', file, '--json']);
  expect(await events.ended).toBe(1);
  const recorded = readFileSync(file, 'utf8').trimEnd().split('\n').slice(1);
  expect(
    events.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(recorded.map((line) => JSON.parse(line).event));
});

test('a recording holds no key, no instructions and no prompt, even if the model repeats the key', async ({
  upstream,
}) => {
  const file = join(folder, 'secret.run.jsonl');
  const environment = { ...PLANTED, OPENAI_BASE_URL: upstream.url };
  const answered = chat(['--record', file, '--system', INSTRUCTIONS, PROMPT], environment);
  const request = await upstream.nextRequest();
  request.write(`Your key is ${PLANTED.OPENAI_API_KEY}.`);
  request.finish();
  expect(await answered.ended).toBe(0);
  expect(readFileSync(file, 'utf8')).toContain('Your key is ….');
  expect(readFileSync(file, 'utf8')).not.toMatch(/planted/i);

  const refused = chat(['--record', file, PROMPT], environment);
  (await upstream.nextRequest()).refuse(401, `Incorrect API key: ${PLANTED.OPENAI_API_KEY}`);
  expect(await refused.ended).toBe(1);
  expect(readFileSync(file, 'utf8')).toMatch(/"outcome":"failed"/);
  expect(readFileSync(file, 'utf8')).not.toMatch(/planted/i);

  const OPENAI_BASE_URL = upstream.url.replace('//', '//ann:planted-password@');
  const unreachable = chat(['--record', file, PROMPT], { ...PLANTED, OPENAI_BASE_URL });
  expect(await unreachable.ended).toBe(1);
  expect(readFileSync(file, 'utf8')).toMatch(/"model-unavailable"/);
  expect(readFileSync(file, 'utf8')).not.toMatch(/planted/i);
});

test('Ctrl-C leaves a recording that ends with the stop, and ends a replay', async ({ upstream }) => {
  const file = join(folder, 'stopped.run.jsonl');
  const live = chat(['--record', file, 'hi'], { OPENAI_BASE_URL: upstream.url });
  const request = await upstream.nextRequest();
  request.write('Half');
  await expect.poll(() => live.stdout).toBe('Half');
  live.interrupt();
  expect(await live.ended).toBe(130);
  const replayed = chat(['--replay', file]);
  expect([await replayed.ended, replayed.stdout, replayed.stderr]).toEqual([130, 'Half', 'Stopped.\n']);

  const long = join(folder, 'long.run.jsonl');
  const [header, start] = readFileSync(file, 'utf8').split('\n');
  const last = { t: 3_600_000, type: 'event', seq: 2, bytes: 0, event: { type: 'abort' } };
  writeFileSync(long, `${header}\n${start}\n${JSON.stringify(last)}\n`);
  const endless = chat(['--replay', long, '--json']);
  await expect.poll(() => endless.stdout).toContain('"start"');
  endless.interrupt();
  expect(await endless.ended).toBe(130);
});

for (const [what, args, message] of [
  ['no recording', ['--replay', 'package.json'], 'Line 1: This is no recording of a run.\n'],
  ['a missing file', ['--replay', '/missing.jsonl'], /^ENOENT: .*\/missing\.jsonl/],
  ['a file that cannot be created', ['--record', '/missing/a.jsonl', 'hi'], /^ENOENT: .*\/missing\/a\.jsonl/],
] as const) {
  test(`${what} is reported in one line`, async ({ upstream }) => {
    const command = chat([...args], { OPENAI_BASE_URL: upstream.url });
    expect([await command.ended, command.stdout]).toEqual([1, '']);
    expect(command.stderr).toMatch(message);
    expect(upstream.requests).toHaveLength(0);
  });
}

for (const args of [
  ['--replay', 'a.jsonl', 'prompt'],
  ['--replay', 'a.jsonl', '--record', 'b.jsonl'],
  ['--replay', 'a.jsonl', '--speed', '9'],
  ['--speed', '2', 'prompt'],
]) {
  test(`${args.join(' ')} prints the usage and exits with 2`, async () => {
    const command = chat(args);
    expect(await command.ended).toBe(2);
    expect(command.stderr).toContain('--replay FILE');
  });
}
