import { measureCloseLatency } from './fixtures/clients/close-latency.ts';
import { Command } from './fixtures/clients/command.ts';
import { expect, test } from './fixtures/test.ts';

function chat(
  upstreamUrl: string,
  args: string[],
  options: { stdin?: string; more?: Record<string, string> } = {},
) {
  return new Command(process.execPath, ['scripts/chat.mjs', ...args], {
    environment: {
      OPENAI_BASE_URL: upstreamUrl,
      OPENAI_API_KEY: 'sk-test-0123456789',
      LOCAL_MODELS: 'off',
      ...options.more,
    },
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
  });
}

test('stdout gets the answer as it streams, and nothing else', async ({ upstream }) => {
  const command = chat(upstream.url, ['--system', 'Be brief.', '--model', 'scripted', 'Hello there']);
  const request = await upstream.nextRequest();
  expect(request.body.messages).toMatchObject([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello there' },
  ]);
  request.think('Hm.');
  request.write('One ');
  await expect.poll(() => command.stdout).toBe('One ');
  request.write('二\n');
  request.finish();
  expect(await command.ended).toBe(0);
  expect([command.stdout, command.stderr]).toEqual(['One 二\n', '']);
});

test('the prompt is read from stdin', async ({ upstream }) => {
  const command = chat(upstream.url, [], { stdin: 'From a pipe\n' });
  const request = await upstream.nextRequest();
  expect(request.question).toBe('From a pipe\n');
  request.write('Yes');
  request.finish();
  expect([await command.ended, command.stdout]).toEqual([0, 'Yes']);
});

test('--json prints one event per line, the last one terminal', async ({ upstream }) => {
  const command = chat(upstream.url, ['--json', 'hi']);
  const request = await upstream.nextRequest();
  request.write('a', 'b');
  request.finish();
  expect(await command.ended).toBe(0);
  const events = command.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events[0].type).toBe('start');
  expect(events.at(-1)).toMatchObject({ type: 'finish', messageMetadata: { outcome: 'complete' } });
});

test('Ctrl-C exits with 130, keeps the printed text and closes the upstream', async ({ upstream }) => {
  const command = chat(upstream.url, ['hi']);
  const request = await upstream.nextRequest();
  request.write('One ');
  await expect.poll(() => command.stdout).toBe('One ');
  await measureCloseLatency(request, () => command.interrupt());
  expect(await command.ended).toBe(130);
  expect([command.stdout, command.stderr]).toEqual(['One ', 'Stopped.\n']);
});

test('Ctrl-C before the first word exits with 130', async ({ upstream }) => {
  const command = chat(upstream.url, ['hi']);
  await measureCloseLatency(await upstream.nextRequest(), () => command.interrupt());
  expect(await command.ended).toBe(130);
});

test('closing stdout ends the command without an error, and closes the upstream', async ({ upstream }) => {
  const command = chat(upstream.url, ['hi']);
  const request = await upstream.nextRequest();
  request.write('One\n');
  await expect.poll(() => command.stdout).toBe('One\n');
  command.process.stdout?.destroy();
  request.write('Two\n');
  request.write('Three\n');
  expect(await command.ended).toBe(0);
  expect(command.stderr).toBe('');
  await request.closed;
});

test('a failure prints one line after the text and exits with 1', async ({ upstream }) => {
  const cut = chat(upstream.url, ['hi']);
  const request = await upstream.nextRequest();
  request.write('Half');
  await expect.poll(() => cut.stdout).toBe('Half');
  request.reset();
  expect([await cut.ended, cut.stdout, cut.stderr]).toEqual([
    1,
    'Half',
    'connection-lost: The connection to the model was lost.\n',
  ]);

  const refused = chat(upstream.url, ['hi']);
  (await upstream.nextRequest()).refuse(401, 'Incorrect API key provided: sk-test-0123456789');
  expect(await refused.ended).toBe(1);
  expect(refused.stderr).toMatch(/^upstream-error: .*401.*\n$/);
  expect(refused.stderr).not.toContain('0123456789');
});

test('an incomplete answer exits with 1', async ({ upstream }) => {
  const command = chat(upstream.url, ['hi']);
  const request = await upstream.nextRequest();
  request.write('Too long');
  request.finish('length');
  expect([await command.ended, command.stderr]).toEqual([1, 'The answer is incomplete: length.\n']);
});

test('a timeout exits with 124 and closes the upstream', async ({ upstream }) => {
  const command = chat(upstream.url, ['--timeout', '0.5', 'hi']);
  const request = await upstream.nextRequest();
  expect(await command.ended).toBe(124);
  expect(command.stderr).toMatch(/^run-timeout: .*\n$/);
  await request.closed;
});

for (const [what, args] of [
  ['an unknown option', ['--loud', 'hi']],
  ['no prompt', []],
  ['two prompts', ['a', 'b']],
  ['a timeout that is no number', ['--timeout', 'soon', 'hi']],
] as const) {
  test(`${what} prints the usage and exits with 2`, async ({ upstream }) => {
    const command = chat(upstream.url, [...args]);
    expect(await command.ended).toBe(2);
    expect(command.stderr).toContain('Usage: npm run chat');
    expect([command.stdout, upstream.requests.length]).toEqual(['', 0]);
  });
}

test('an invalid environment variable is reported in one line', async ({ upstream }) => {
  const command = chat(upstream.url, ['hi'], { more: { IDLE_TIMEOUT_MS: 'soon' } });
  expect(await command.ended).toBe(1);
  expect(command.stderr).toBe('IDLE_TIMEOUT_MS: must be a number of milliseconds\n');
});

test('without a model the demo answers, and its tool calls go to stderr', async ({ upstream }) => {
  const command = chat('', ['What time is it in Tokyo?'], { more: { OPENAI_API_KEY: '' } });
  expect(await command.ended).toBe(0);
  expect(command.stdout).toContain('Asia/Tokyo');
  expect(command.stderr).toContain('→ current_time {"timeZone":"Asia/Tokyo"}');
  expect(upstream.requests).toHaveLength(0);
});
