import { createQuestion, startMany } from './fixtures/clients/many-starts.ts';
import { inspect } from './fixtures/servers/heap.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { answerText, ask, expect, test } from './fixtures/test.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const ANN = { authorization: 'Bearer ann' };
const QUESTION = { messages: [{ id: 'q', role: 'user', parts: [{ type: 'text', text: 'hi' }] }] };

function start(server: RunnelServer, headers: Record<string, string> = ANN): Promise<Response> {
  return fetch(`${server.url}/api/chats/${crypto.randomUUID()}/run`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(QUESTION),
  });
}

test('all endpoints count the runs of a caller together', async ({ upstream }) => {
  const server = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url, RUNS_PER_MINUTE: '3' });
  const runs = [
    () => start(server),
    () => fetch(`${server.url}/chat/stream?prompt=hi`, { headers: ANN }),
    () =>
      fetch(`${server.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { ...JSON_TYPE, ...ANN },
        body: JSON.stringify({ messages: [{ role: 'user', content: 'hi' }] }),
      }),
  ];
  for (const run of runs) {
    const response = run();
    (await upstream.nextRequest()).finish();
    expect((await response).status).toBe(200);
    await (await response).text();
  }
  for (const run of runs) {
    const refused = await run();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await refused.json()).error.code).toMatch(/rate-limited/);
  }
  expect(upstream.requests).toHaveLength(3);
  await server.stop();
});

test('an address without cookies has four times the live runs of a caller, whatever it claims to be', async ({
  upstream,
}) => {
  const server = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url, LIVE_RUNS: '1' });
  const responses: Response[] = [];
  for (let run = 0; run < 6; run++) {
    responses.push(await start(server, { 'x-forwarded-for': `10.0.0.${run}` }));
  }
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429, 429]);
  for (const _ of Array(4)) (await upstream.nextRequest()).finish();
  for (const response of responses) await response.text();
  await server.stop();
});

test('the page counts down until the server takes requests again', async ({ page, upstream }) => {
  const server = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url, RUNS_PER_MINUTE: '1' });
  await page.goto(server.url);
  await ask(page, 'First');
  const request = await upstream.nextRequest();
  request.write('One.');
  request.finish();
  await expect(answerText(page)).toHaveText('One.');
  await expect(page.getByRole('button', { name: 'Send' })).toBeVisible();
  await ask(page, 'Second');
  const sentence = page.getByText(/^Too many requests\. Try again in \d+ s\.$/);
  await expect(sentence).toBeVisible();
  const seconds = async () => Number(/\d+/.exec((await sentence.textContent()) ?? '')?.[0]);
  const before = await seconds();
  await expect.poll(seconds).toBeLessThan(before);
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  expect(upstream.requests).toHaveLength(1);
  await server.stop();
});

test('a token budget that is used up closes the upstream, and the words stay', async ({ page, upstream }) => {
  const server = await RunnelServer.start({ OPENAI_BASE_URL: upstream.url, TOKENS_PER_RUN: '30' });
  await page.goto(server.url);
  await ask(page, 'Much');
  const request = await upstream.nextRequest();
  request.write('First ', 'words. ');
  await expect(answerText(page)).toHaveText('First words.');
  for (let token = 0; token < 100; token++) request.write(`another${token} `);
  await request.closed;
  await expect(page.getByText('The token budget is used up.')).toBeVisible();
  await expect(answerText(page)).toContainText('First words. another0');
  await expect
    .poll(() => server.records)
    .toMatchObject([{ outcome: 'length', error: { code: 'budget-exceeded' } }]);
  await page.reload();
  await expect(answerText(page)).toContainText('First words. another0');
  await server.stop();
});

test('of 600 large prompts at once, the server holds what fits, refuses the others unread and goes on', async ({
  upstream,
}) => {
  test.setTimeout(120_000);
  const server = await RunnelServer.start({
    OPENAI_BASE_URL: upstream.url,
    // Listing the models would compete with the prompts, and the demo would answer in the place of a model that is not listed.
    OPENAI_MODELS: 'scripted',
    NODE_OPTIONS: '--inspect=127.0.0.1:0',
  });
  const peakMegabytes = async () =>
    Number(await inspect(server.inspector, 'process.resourceUsage().maxRSS')) / 1024;
  const before = await peakMegabytes();
  const body = createQuestion(3_800_000);
  const responses = await startMany(server.url, 600, body);
  const accepted = responses.filter(({ status }) => status === 200);
  expect(responses.filter(({ status }) => status === 429)).toHaveLength(600 - accepted.length);
  expect(accepted.length).toBeGreaterThan(0);
  expect(accepted.length).toBeLessThanOrEqual(17); // 64 MB
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  // Together they have 2,280 MB.
  expect((await peakMegabytes()) - before).toBeLessThan(800);
  for (const _ of accepted) (await upstream.nextRequest()).finish();
  await Promise.all(responses.map(({ text }) => text));
  const [next] = await startMany(server.url, 1, body);
  expect(next?.status).toBe(200);
  (await upstream.nextRequest()).finish();
  await next?.text;
  await server.stop();
});
