import { ConnectionProxy } from '../fixtures/servers/connection-proxy.ts';
import { McpTestServer } from '../fixtures/servers/mcp-test-server.ts';
import { RedisServer } from '../fixtures/servers/redis-server.ts';
import { RunnelServer } from '../fixtures/servers/runnel-server.ts';
import { ScriptedProxy } from '../fixtures/servers/scripted-proxy.ts';
import { ScriptedUpstream, type UpstreamRequest } from '../fixtures/servers/scripted-upstream.ts';
import { ServerClock } from '../fixtures/servers/server-clock.ts';
import { expect } from '../fixtures/test.ts';
import { type DiskOptions, ServerDisk } from './server-disk.ts';

export type DeploymentOptions = {
  /** Overrides of the server's environment. */
  environment?: Record<string, string>;
  /** With a Redis, this many milliseconds away. */
  redisDelayMs?: number;
  /** With a disk that outlives the server. */
  disk?: DiskOptions;
  /** With a clock that the test advances. */
  hasClock?: boolean;
};

type Parts = {
  upstream: ScriptedUpstream;
  mcp: McpTestServer;
  server: RunnelServer;
  proxy: ScriptedProxy;
  environment: Record<string, string>;
  redis: RedisServer | undefined;
  redisProxy: ConnectionProxy | undefined;
  disk: ServerDisk | undefined;
  clock: ServerClock | undefined;
};

/** A production server with everything around it that can fail. Cells share one where their faults allow it. */
export class Deployment {
  readonly upstream: ScriptedUpstream;
  /** Its tools run without approval, as `mcp_…`. */
  readonly mcp: McpTestServer;
  /** Between the clients and the server. */
  readonly proxy: ScriptedProxy;
  readonly redis: RedisServer | undefined;
  readonly disk: ServerDisk | undefined;
  readonly clock: ServerClock | undefined;
  server: RunnelServer;
  readonly #environment: Record<string, string>;
  readonly #redisProxy: ConnectionProxy | undefined;
  /** How many lines the server prints before it serves. */
  #greetingLines: number;

  private constructor(parts: Parts) {
    this.upstream = parts.upstream;
    this.mcp = parts.mcp;
    this.server = parts.server;
    this.proxy = parts.proxy;
    this.redis = parts.redis;
    this.disk = parts.disk;
    this.clock = parts.clock;
    this.#environment = parts.environment;
    this.#redisProxy = parts.redisProxy;
    this.#greetingLines = parts.server.output.length;
  }

  static async start(options: DeploymentOptions): Promise<Deployment> {
    const { environment: overrides = {}, redisDelayMs, hasClock = false } = options;
    const disk = options.disk && new ServerDisk(options.disk);
    const [upstream, mcp] = await Promise.all([ScriptedUpstream.start(), McpTestServer.start()]);
    const redis = redisDelayMs === undefined ? undefined : await RedisServer.start();
    const redisProxy = redis && (await ConnectionProxy.start(redis.address.url, redisDelayMs));
    const clock = hasClock ? await ServerClock.start() : undefined;
    const environment = {
      OPENAI_BASE_URL: upstream.url,
      OPENAI_API_KEY: 'sk-test-0123456789',
      OPENAI_MODELS: 'qwen3-scripted', // of a family that can call tools
      MCP_SERVERS: JSON.stringify({ mcp: { url: mcp.url, consent: 'never' } }),
      SESSION_SECRET: 'a secret of this test',
      ...disk?.environment,
      ...redis?.environment(redisProxy?.url),
      ...clock?.environment,
      ...overrides,
    };
    const server = await RunnelServer.start(environment);
    await listTools(server);
    const proxy = await ScriptedProxy.start(server.url);
    return new Deployment({ upstream, mcp, server, proxy, environment, disk, redis, redisProxy, clock });
  }

  /** The upstream requests for a question, oldest first. */
  requests(question: string): UpstreamRequest[] {
    return this.upstream.requests.filter(({ body }) =>
      body.messages.some(({ content }) => content === question),
    );
  }

  /** Waits for the upstream request of this number for a question, counted from 1. */
  async request(question: string, number: number): Promise<UpstreamRequest> {
    for (;;) {
      const arrival = this.upstream.arrival();
      const request = this.requests(question)[number - 1];
      if (request) return request;
      await arrival;
    }
  }

  /**
   * Kills the server, or ends it as a Ctrl-C in its terminal does, and starts another at the same address.
   * @param work is done in between
   */
  async restartServer(how: 'kill' | 'interrupt' = 'kill', work = () => {}): Promise<void> {
    const { port } = new URL(this.server.url);
    await (how === 'kill' ? this.server.kill() : this.server.stop('SIGINT'));
    work();
    this.server = await RunnelServer.start({ ...this.#environment, PORT: port });
    this.#greetingLines = this.server.output.length;
  }

  /** What the server printed, apart from its greeting, the records of its runs, and `storeWarnings`. */
  get unexpectedOutput(): string[] {
    return this.server.output
      .slice(this.#greetingLines)
      .filter((line) => !line.startsWith('{"event":"run"') && !this.storeWarnings.includes(line));
  }

  /** What the server printed about its database. */
  get storeWarnings(): string[] {
    return this.server.output.filter((line) => line.includes('runs.db'));
  }

  /** What is wrong with the server's store, according to its health. */
  async storeProblem(): Promise<string | undefined> {
    return (await this.#health()).problem;
  }

  /** The number of live runs. */
  async liveRuns(): Promise<number> {
    return (await this.#health()).liveRuns;
  }

  async close(): Promise<void> {
    await this.proxy.close();
    // A server whose Redis was stopped would wait for it.
    await (this.redis ? this.server.kill() : this.server.stop());
    await this.#redisProxy?.close();
    await this.redis?.close();
    await this.clock?.close();
    this.disk?.delete();
    await Promise.all([this.mcp.stop(), this.upstream.close()]);
  }

  async #health(): Promise<{ problem?: string; liveRuns: number }> {
    return (await fetch(`${this.server.url}/api/health`)).json();
  }
}

/** Has the server list its tools now: their server runs in this process, which will be busy. */
async function listTools(server: RunnelServer): Promise<void> {
  const { notices } = await (await fetch(`${server.url}/api/tools`)).json();
  expect(notices, 'tools that could not be listed').toEqual([]);
}
