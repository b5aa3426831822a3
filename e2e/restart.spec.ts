import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { RunCaller, RunReader } from './fixtures/clients/run-reader.ts';
import { findFreePort } from './fixtures/servers/free-port.ts';
import { RunnelServer } from './fixtures/servers/runnel-server.ts';
import type { UpstreamRequest } from './fixtures/servers/scripted-upstream.ts';
import { answerText, ask, test as base, expect } from './fixtures/test.ts';

/** A server that a test can kill, and start again at the same address with the same directory. */
class RestartableServer {
  readonly directory: string;
  readonly #environment: Record<string, string>;
  current: RunnelServer | undefined;

  constructor(directory: string, environment: Record<string, string>) {
    this.directory = directory;
    this.#environment = { ...environment, DATA_DIR: directory };
  }

  async start(): Promise<RunnelServer> {
    this.current = await RunnelServer.start(this.#environment);
    return this.current;
  }

  async restartAfterKill(): Promise<RunnelServer> {
    await this.current?.kill();
    return this.start();
  }

  /** Waits until `text` is on the disk, in what has been written since the last checkpoint. */
  async untilWritten(text: string): Promise<void> {
    await expect.poll(() => readFileSync(join(this.directory, 'runs.db-wal')).includes(text)).toBe(true);
  }
}

const test = base.extend<{ restartable: RestartableServer }>({
  restartable: async ({ upstream }, use, testInfo) => {
    const restartable = new RestartableServer(testInfo.outputPath('data'), {
      OPENAI_BASE_URL: upstream.url,
      OPENAI_MODELS: 'scripted',
      PORT: String(await findFreePort()),
    });
    await restartable.start();
    await use(restartable);
    await restartable.current?.stop();
  },
  baseURL: async ({ restartable }, use) => use(restartable.current?.url),
});

const CUT = 'The river ran';
const RESTARTED = 'The server restarted; continuing from the last word';

/** Asks a question in `page`, and waits until half the answer is shown and on the disk. */
async function askForHalf(
  page: Page,
  restartable: RestartableServer,
  nextRequest: () => Promise<UpstreamRequest>,
): Promise<UpstreamRequest> {
  await page.goto('/');
  await ask(page, 'Where to?');
  const request = await nextRequest();
  request.write('The ', 'river ', 'ran ');
  await expect(answerText(page)).toHaveText(CUT);
  await restartable.untilWritten('ran ');
  return request;
}

for (const isOpen of [true, false]) {
  test(`a server that is killed and started again has every word, says so, and goes on (page ${isOpen ? 'open' : 'closed'})`, async ({
    page: first,
    context,
    restartable,
    upstream,
  }) => {
    await askForHalf(first, restartable, () => upstream.nextRequest());
    await expect.poll(() => first.url()).toContain('/chats/');
    const url = first.url();
    if (!isOpen) await first.close();
    await restartable.restartAfterKill();
    const page = isOpen ? first : await context.newPage();
    if (!isOpen) await page.goto(url);
    const rest = await upstream.nextRequest();
    await expect(page.locator('[data-phase]')).toContainText(RESTARTED);
    await expect(answerText(page)).toHaveText(CUT);
    rest.write('The ', 'river ', 'ran ', 'down ', 'to the sea.');
    rest.finish();
    await expect(answerText(page)).toHaveText(`${CUT} down to the sea.`);
    await expect(page.getByRole('article', { name: 'Answer' })).toHaveCount(1);
    expect(upstream.requests).toHaveLength(2);
  });
}

test('an answer that ended while no page was open is complete after a restart', async ({
  page: first,
  context,
  restartable,
  upstream,
}) => {
  const request = await askForHalf(first, restartable, () => upstream.nextRequest());
  await expect.poll(() => first.url()).toContain('/chats/');
  const url = first.url();
  await first.close();
  request.write('down.');
  request.finish();
  await expect.poll(() => restartable.current?.records).toHaveLength(1); // written once the log is
  await restartable.restartAfterKill();
  const page = await context.newPage();
  await page.goto(url);
  await expect(answerText(page)).toHaveText(`${CUT} down.`);
  await expect(page.locator('[data-outcome]')).toHaveCount(0);
  expect(upstream.requests).toHaveLength(1);
});

test('a second server in the same directory says so, and works in memory', async ({
  restartable,
  upstream,
}) => {
  const first = restartable.current as RunnelServer;
  const second = await RunnelServer.start({
    OPENAI_BASE_URL: upstream.url,
    OPENAI_MODELS: 'scripted',
    DATA_DIR: restartable.directory,
  });
  try {
    expect(second.output).toContainEqual(expect.stringContaining('another server uses this directory'));
    const [health, firstHealth] = await Promise.all(
      [second, first].map(({ url }) => fetch(`${url}/api/health`)),
    );
    expect([health?.status, await health?.json()]).toEqual([
      503,
      {
        status: 'degraded',
        version: expect.any(String),
        store: 'memory',
        problem: 'disk-in-use',
        liveRuns: 0,
      },
    ]);
    expect(await firstHealth?.json()).toMatchObject({ status: 'ok', store: 'disk' });
    const [response] = await Promise.all([
      new RunCaller('').start(second.url, 'chat', 'run'),
      upstream.nextRequest().then((request) => {
        request.write('in memory');
        request.finish();
      }),
    ]);
    const reader = new RunReader(response);
    expect([await reader.over, reader.text]).toEqual(['done', 'in memory']);
  } finally {
    await second.stop();
  }
});
