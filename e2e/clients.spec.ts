import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ChatTransport, UIMessage } from 'ai';
import { DefaultChatTransport, readUIMessageStream } from 'ai';
import { build } from 'esbuild';
import { measureCloseLatency } from './fixtures/clients/close-latency.ts';
import { Command } from './fixtures/clients/command.ts';
import type { UpstreamRequest } from './fixtures/servers/scripted-upstream.ts';
import { expect, test } from './fixtures/test.ts';

const DOCUMENT = readFileSync(new URL('../docs/clients.md', import.meta.url), 'utf8');
const FOLDER = fileURLToPath(new URL('../test-results/clients/', import.meta.url));

/** The code of a fence with this info string, for the running server's URL. */
function snippet(fence: string, url: string): string {
  const code = new RegExp(`^\`\`\`${fence}\\n(.*?)^\`\`\`$`, 'ms').exec(DOCUMENT)?.[1];
  if (code === undefined) throw new Error(`no snippet ${fence} in docs/clients.md`);
  return code.replaceAll('http://localhost:3000', url);
}

function saved(name: string, code: string): string {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(FOLDER + name, code);
  return FOLDER + name;
}

const WORDS = ['One ', 'two, ', '三 ', '👋🏽.'];
const TEXT = WORDS.join('');

function answer(request: UpstreamRequest): void {
  expect(request.question).toBe('Hello');
  request.write(...WORDS);
  request.finish();
}

test('every snippet of the page has a test here', () => {
  const fences = [...DOCUMENT.matchAll(/^```(\w.*)$/gm)].map((match) => match[1]);
  expect(fences).toEqual([
    'bash',
    'js eventsource',
    'js fetch',
    'jsx react',
    'js eventsource-run',
    'python',
    'js node openai',
    'js node langchain',
    'js node ai-sdk',
  ]);
});

for (const name of ['openai', 'langchain', 'ai-sdk']) {
  test(`Node: ${name} prints the answer, and fails when the connection is cut`, async ({
    server,
    upstream,
  }) => {
    const file = saved(`${name}.mjs`, snippet(`js node ${name}`, server.url));
    const whole = new Command(process.execPath, [file]);
    answer(await upstream.nextRequest());
    expect([await whole.ended, whole.stdout]).toEqual([0, TEXT]);

    const cut = new Command(process.execPath, [file]);
    const request = await upstream.nextRequest();
    request.write('One ');
    await expect.poll(() => cut.stdout).toBe('One ');
    request.reset();
    expect(await cut.ended).not.toBe(0);
    expect(cut.stderr).toContain('was lost');
  });
}

// The tests do not require curl and Python, and use them where they are installed.
const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;

if (has('curl', '--version')) {
  test('curl prints the answer, and killing it closes the upstream', async ({ server, upstream }) => {
    const code = snippet('bash', server.url);
    const whole = new Command('sh', ['-c', code]);
    answer(await upstream.nextRequest());
    expect(await whole.ended).toBe(0);
    const data = [...whole.stdout.matchAll(/^data: (.*)$/gm)].map((match) => match[1]);
    expect(data.pop()).toBe('[DONE]');
    expect(data.join('')).toBe(TEXT);

    const killed = new Command('sh', ['-c', code]);
    const request = await upstream.nextRequest();
    request.write('One ');
    await expect.poll(() => killed.stdout).toContain('data: One ');
    await measureCloseLatency(request, () => killed.kill());
    await killed.ended;
  });
}

const PYTHON = ['/usr/bin/python3', 'python3'].find((python) => has(python, '-c', 'import requests'));
if (PYTHON !== undefined) {
  test('Python prints the answer, and fails when the connection is cut', async ({ server, upstream }) => {
    const code = snippet('python', server.url);
    const environment = { PYTHONIOENCODING: 'utf-8' };
    const whole = new Command(PYTHON, ['-c', code], { environment });
    answer(await upstream.nextRequest());
    expect([await whole.ended, whole.stdout]).toEqual([0, TEXT]);

    const cut = new Command(PYTHON, ['-c', code], { environment });
    const request = await upstream.nextRequest();
    request.write('One ');
    await expect.poll(() => cut.stdout).toBe('One ');
    request.reset();
    expect([await cut.ended, cut.stderr]).toEqual([1, 'The connection to the model was lost.\n']);
  });
}

for (const name of ['eventsource', 'fetch', 'eventsource-run']) {
  test(`a browser's ${name} shows the answer`, async ({ page, server, upstream }) => {
    await page.route('**/blank', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><body></body>' }),
    );
    await page.goto('/blank');
    await page.addScriptTag({ type: 'module', content: snippet(`js ${name}`, server.url) });
    answer(await upstream.nextRequest());
    await expect.poll(() => page.evaluate(() => document.body.textContent)).toBe(TEXT);
  });
}

test('React shows the answer as it streams', async ({ page, server, upstream }) => {
  const main = `${snippet('jsx react', server.url)}
import { createRoot } from 'react-dom/client';
createRoot(document.getElementById('root')).render(<Ask />);`;
  const bundle = await build({
    stdin: { contents: main, loader: 'jsx', resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    write: false,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const script = bundle.outputFiles[0]?.text ?? '';
  await page.route('**/blank', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><body><div id=root></div></body>' }),
  );
  await page.goto('/blank');
  await page.addScriptTag({ content: script });
  await page.getByLabel('Prompt').fill('Hello');
  await page.getByLabel('Prompt').press('Enter');
  const request = await upstream.nextRequest();
  request.write('One ');
  await expect(page.locator('pre')).toHaveText('One');
  request.write('two.');
  request.finish();
  await expect(page.locator('pre')).toHaveText('One two.');
});

test.describe('a stock useChat transport', () => {
  const transportOf = (url: string): ChatTransport<UIMessage> =>
    new DefaultChatTransport({
      prepareSendMessagesRequest: ({ id, messages }) => ({
        api: `${url}/api/chats/${id}/run`,
        body: { messages },
      }),
    });
  const ask = (url: string, chatId: string, abortSignal?: AbortSignal) =>
    transportOf(url).sendMessages({
      trigger: 'submit-message',
      chatId,
      messageId: undefined,
      messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'Hello' }] }],
      abortSignal,
    });
  const textOf = (message: UIMessage | undefined) =>
    (message?.parts ?? []).map((part) => (part.type === 'text' ? part.text : '')).join('');

  test('builds the message with the metadata of the run', async ({ server, upstream }) => {
    const [stream] = await Promise.all([
      ask(server.url, 'stock-whole'),
      upstream.nextRequest().then((request) => answer(request)),
    ]);
    let last: UIMessage | undefined;
    for await (const message of readUIMessageStream({ stream })) last = message;
    expect(textOf(last)).toBe(TEXT);
    expect(last?.metadata).toMatchObject({ outcome: 'complete', inputTokens: 7, outputTokens: 11 });
  });

  test('gets an error when the connection is cut, and keeps the text', async ({ server, upstream }) => {
    const stream = await ask(server.url, 'stock-cut');
    const request = await upstream.nextRequest();
    request.write('One ');
    let last: UIMessage | undefined;
    const errors: unknown[] = [];
    for await (const message of readUIMessageStream({ stream, onError: (error) => errors.push(error) })) {
      last = message;
      if (textOf(message) === 'One ' && request.open) request.reset();
    }
    expect(textOf(last)).toBe('One ');
    expect(String(errors)).toContain('was lost');
    expect(last?.metadata).toMatchObject({ outcome: 'interrupted', error: { code: 'connection-lost' } });
  });
});
