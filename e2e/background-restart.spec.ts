// Responses in the background go on while their server is dead, and so do their runs once there is a server again.
import type { Page } from '@playwright/test';
import { RunCaller, RunReader } from './fixtures/clients/run-reader.ts';
import { findFreePort } from './fixtures/servers/free-port.ts';
import { RedisServer } from './fixtures/servers/redis-server.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import { type ScriptedResponse, ScriptedResponses } from './fixtures/servers/scripted-responses.ts';
import { answerText, ask, test as base, expect } from './fixtures/test.ts';

type Fixtures = {
  api: ScriptedResponses;
  start: (overrides?: Record<string, string>) => Promise<RunnelServer>;
};

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
  api: async ({}, use) => {
    const api = await ScriptedResponses.start();
    await use(api);
    await api.close();
  },
  start: async ({ api }, use, testInfo) => {
    const servers: RunnelServer[] = [];
    const environment = {
      OPENAI_BASE_URL: api.baseUrl,
      OPENAI_API_KEY: 'k',
      OPENAI_MODELS: 'm',
      OPENAI_API: 'responses',
      OPENAI_BACKGROUND: 'on',
      DATA_DIR: testInfo.outputPath('data'),
      SESSION_SECRET: 'a secret of this test',
      PORT: String(await findFreePort()),
    };
    await use(async (overrides = {}) => {
      const server = await RunnelServer.start({ ...environment, ...overrides });
      servers.push(server);
      return server;
    });
    for (const server of servers) await server.stop();
  },
});

/** Has the API begin the response to the next question, and write these words. */
async function beginResponse(
  arrival: Promise<ScriptedResponse>,
  ...words: string[]
): Promise<ScriptedResponse> {
  const response = await arrival;
  response.begin();
  for (const word of words) response.write(word);
  return response;
}

async function expectWhole(page: Page): Promise<void> {
  await expect(answerText(page)).toHaveText('Salt, water, and pepper.');
  await expect(page.locator('[data-outcome]')).toHaveCount(0);
  await expect(page.getByRole('article', { name: 'Answer' })).toHaveCount(1);
}

for (const isOpen of [true, false]) {
  test(`an answer is whole although its server was killed (page ${isOpen ? 'open' : 'closed'})`, async ({
    page: first,
    context,
    api,
    start,
  }) => {
    const server = await start();
    const arrival = api.nextResponse();
    await first.goto(server.url);
    await ask(first, 'What?');
    const response = await beginResponse(arrival, 'Salt, ');
    await expect(answerText(first)).toHaveText('Salt,');
    await expect.poll(() => first.url()).toContain('/chats/');
    const url = first.url();
    if (!isOpen) await first.close();

    await server.kill();
    await expect.poll(() => response.connections).toBe(0);
    response.write('water, ');
    const next = await start();
    await expect.poll(() => response.connections).toBe(1);
    expect(response.resumedAfter).toEqual([expect.any(Number)]);
    expect(response.resumedAfter[0]).toBeGreaterThanOrEqual(0);
    response.write('and pepper.');
    response.finish();
    await expect.poll(() => next.records.length).toBe(1);
    expect(next.records[0]).toMatchObject({ outcome: 'complete' });

    const page = isOpen ? first : await context.newPage();
    if (!isOpen) await page.goto(url);
    await expectWhole(page);
    expect(api.responses[0]?.cancels).toBe(0);
  });
}

test('with Redis, another server goes on with the answer of a killed one', async ({ api, start }) => {
  test.slow(); // until the lease of the dead server has expired
  const redis = await RedisServer.start();
  try {
    const shared = { ...redis.environment(), PORT: '0' };
    const [one, other] = await Promise.all([start(shared), start(shared)]);
    const caller = new RunCaller((await fetch(`${one.url}/api/models`)).headers.get('set-cookie') ?? '');
    const arrival = api.nextResponse();
    const reader = new RunReader(await caller.start(one.url, 'chat', 'run'));
    const response = await beginResponse(arrival, 'Salt, ');
    await expect.poll(() => reader.text).toBe('Salt, ');
    const follower = new RunReader(await caller.attach(other.url, 'chat'));
    await expect.poll(() => follower.text).toBe('Salt, ');

    await one.kill();
    response.write('water, ');
    await expect.poll(() => response.connections, { timeout: 40_000 }).toBe(1);
    response.write('and pepper.');
    response.finish();
    expect([await follower.over, follower.text]).toEqual(['done', 'Salt, water, and pepper.']);
    expect(follower.types.at(-1)).toBe('finish');
    expect(response).toMatchObject({ cancels: 0, resumedAfter: [expect.any(Number)] });
  } finally {
    await redis.close();
  }
});
