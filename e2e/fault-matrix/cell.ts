import type { Browser, BrowserContext, Page } from '@playwright/test';
import { ConnectionProxy } from '../fixtures/connection-proxy.ts';
import { type HeldCall, McpTestServer } from '../fixtures/mcp-test-server.ts';
import { RedisServer } from '../fixtures/redis-server.ts';
import { RunnelServer } from '../fixtures/runnel-server.ts';
import { ScriptedUpstream, type UpstreamRequest } from '../fixtures/scripted-upstream.ts';
import { ask, expect } from '../fixtures/test.ts';
import { type StoredAnswer, storedAnswer } from './stored-answer.ts';

/** What the cells of a row are played in, one after the other. */
export class World {
  readonly upstream: ScriptedUpstream;
  /** Its tools run unasked, as `mcp_…`. */
  readonly mcp: McpTestServer;
  server: RunnelServer;
  /** The line between the browsers and the server. */
  readonly line: ConnectionProxy;
  readonly browser: Browser;
  readonly environment: Record<string, string>;
  /** Present in the rows that are about it. */
  readonly redis: RedisServer | undefined;
  readonly #closing: (() => Promise<void>)[];
  /** Lines that the server prints before it serves; a server that takes its place prints as many. */
  greeting: number;

  private constructor(parts: {
    upstream: ScriptedUpstream;
    mcp: McpTestServer;
    server: RunnelServer;
    line: ConnectionProxy;
    browser: Browser;
    environment: Record<string, string>;
    redis: RedisServer | undefined;
    closing: (() => Promise<void>)[];
  }) {
    this.upstream = parts.upstream;
    this.mcp = parts.mcp;
    this.server = parts.server;
    this.line = parts.line;
    this.browser = parts.browser;
    this.environment = parts.environment;
    this.redis = parts.redis;
    this.#closing = parts.closing;
    this.greeting = parts.server.output.length;
  }

  /** @param redisDelayMs with a Redis, so far away. */
  static async start(
    browser: Browser,
    changes: Record<string, string> = {},
    redisDelayMs?: number,
  ): Promise<World> {
    const closing: (() => Promise<void>)[] = [];
    const upstream = await ScriptedUpstream.start();
    closing.push(() => upstream.close());
    const mcp = await McpTestServer.start();
    closing.push(() => mcp.stop());
    const redis = redisDelayMs === undefined ? undefined : await RedisServer.start();
    if (redis) closing.push(() => redis.close());
    const redisLine = redis && (await ConnectionProxy.start(redis.address.url, redisDelayMs));
    if (redisLine) closing.push(() => redisLine.close());
    const environment = {
      OPENAI_BASE_URL: upstream.url,
      OPENAI_API_KEY: 'sk-test-0123456789',
      OPENAI_MODELS: 'qwen3-scripted', // of a family that can call tools
      MCP_SERVERS: JSON.stringify({ mcp: { url: mcp.url, consent: 'never' } }),
      SESSION_SECRET: 'a secret of this test',
      ...redis?.environment(redisLine?.url),
      ...changes,
    };
    const server = await RunnelServer.start(environment);
    await toolsAreListed(server);
    const line = await ConnectionProxy.start(server.url);
    return new World({ upstream, mcp, server, line, browser, environment, redis, closing });
  }

  async close(): Promise<void> {
    await this.line.close();
    await this.server.stop();
    for (const close of this.#closing.reverse()) await close();
  }
}

/** Has the server ask for its tools before a browser keeps this process, in which their server is too, from answering. */
async function toolsAreListed(server: RunnelServer): Promise<void> {
  const { notices } = await (await fetch(`${server.url}/api/tools`)).json();
  expect(notices, 'tools that could not be listed').toEqual([]);
}

/** One cell of the matrix: a browser of its own, one question, and what became of it. */
export class Cell {
  readonly question: string;
  readonly world: World;
  readonly context: BrowserContext;
  page: Page;
  /** The tool that runs for it until it is let go. */
  tool: HeldCall | undefined;

  private constructor(question: string, world: World, context: BrowserContext, page: Page) {
    this.question = question;
    this.world = world;
    this.context = context;
    this.page = page;
  }

  /** Opens the page in a browser with nothing in it, and asks. */
  static async ask(world: World, question: string): Promise<Cell> {
    const context = await world.browser.newContext({ baseURL: world.line.url });
    await context.addInitScript(watchForShrinking);
    const page = await context.newPage();
    await page.goto('/');
    await ask(page, question);
    return new Cell(question, world, context, page);
  }

  /** The upstream's requests for this question, in their order. */
  get requests(): UpstreamRequest[] {
    return this.world.upstream.requests.filter(({ body }) =>
      body.messages.some(({ content }) => content === this.question),
    );
  }

  /** The request of this number, from 1, as soon as it is there. */
  async request(number: number): Promise<UpstreamRequest> {
    for (;;) {
      const arrival = this.world.upstream.arrival();
      const request = this.requests[number - 1];
      if (request) return request;
      await arrival;
    }
  }

  /** The request that is being answered. */
  get current(): UpstreamRequest {
    const request = this.requests.at(-1);
    if (request === undefined) throw new Error(`no request for ${this.question}`);
    return request;
  }

  /** Another tab of the same browser, with the same chat. */
  async openTab(): Promise<Page> {
    const tab = await this.context.newPage();
    await tab.goto(this.page.url());
    return tab;
  }

  async shows(text: string): Promise<void> {
    await expect.poll(() => this.page.evaluate(shownText), { message: this.question }).toBe(text.trim());
  }

  /** The run is over in the page that is looked at, and its end is stored. */
  async end(): Promise<StoredAnswer> {
    await expect(this.page.getByRole('button', { name: 'Send', exact: true }), this.question).toBeVisible({
      timeout: 20_000,
    });
    let answer: StoredAnswer | undefined;
    await expect
      .poll(async () => {
        answer = await storedAnswer(this.page);
        return answer?.outcome;
      }, this.question)
      .toBeDefined();
    expect(await this.page.evaluate(() => (globalThis as { shrinkings?: string[] }).shrinkings)).toEqual([]);
    return answer as StoredAnswer;
  }

  /** What the page says of the end: the outcome, or nothing where all is well. */
  async told(): Promise<string> {
    const end = this.page.getByRole('article', { name: 'Answer' }).last().locator('[data-outcome]');
    return (await end.count()) === 0 ? 'complete' : ((await end.getAttribute('data-outcome')) ?? '');
  }
}

/** Notes every time that the answer on the page became anything but longer. */
function watchForShrinking(): void {
  const shrinkings: string[] = [];
  let before = '';
  Object.assign(globalThis, { shrinkings });
  new MutationObserver(() => {
    const parts = [...document.querySelectorAll('article [data-part=text]')];
    const text = parts.map((part) => part.textContent?.trim()).join(' ');
    if (!text.startsWith(before)) shrinkings.push(`${before} → ${text}`);
    before = text;
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

function shownText(): string {
  const parts = [...document.querySelectorAll('article [data-part=text]')];
  return parts.map((part) => part.textContent?.trim()).join(' ');
}
