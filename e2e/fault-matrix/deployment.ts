import { ConnectionProxy } from '../fixtures/servers/connection-proxy.ts';
import { McpTestServer } from '../fixtures/servers/mcp-test-server.ts';
import { RedisServer } from '../fixtures/servers/redis-server.ts';
import { RunnelServer } from '../fixtures/servers/runnel-server.ts';
import { ScriptedProxy } from '../fixtures/servers/scripted-proxy.ts';
import { ScriptedUpstream } from '../fixtures/servers/scripted-upstream.ts';
import { ServerClock } from '../fixtures/servers/server-clock.ts';
import { expect } from '../fixtures/test.ts';

export type DeploymentOptions = {
  /** Overrides of the server's environment. */
  environment?: Record<string, string>;
  /** With a Redis, this many milliseconds away. */
  redisDelayMs?: number;
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
    this.clock = parts.clock;
    this.#environment = parts.environment;
    this.#redisProxy = parts.redisProxy;
    this.#greetingLines = parts.server.output.length;
  }

  static async start(options: DeploymentOptions): Promise<Deployment> {
    const { environment: overrides = {}, redisDelayMs, hasClock = false } = options;
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
      ...redis?.environment(redisProxy?.url),
      ...clock?.environment,
      ...overrides,
    };
    const server = await RunnelServer.start(environment);
    await listTools(server);
    const proxy = await ScriptedProxy.start(server.url);
    return new Deployment({ upstream, mcp, server, proxy, environment, redis, redisProxy, clock });
  }

  /** Kills the server and starts another at the same address. */
  async restartServer(): Promise<void> {
    const { port } = new URL(this.server.url);
    await this.server.kill();
    this.server = await RunnelServer.start({ ...this.#environment, PORT: port });
    this.#greetingLines = this.server.output.length;
  }

  /** What the server printed, apart from its greeting and the records of its runs. */
  get unexpectedOutput(): string[] {
    return this.server.output.slice(this.#greetingLines).filter((line) => !line.startsWith('{"event":"run"'));
  }

  async close(): Promise<void> {
    await this.proxy.close();
    // A server whose Redis was stopped would wait for it.
    await (this.redis ? this.server.kill() : this.server.stop());
    await this.#redisProxy?.close();
    await this.redis?.close();
    await this.clock?.close();
    await Promise.all([this.mcp.stop(), this.upstream.close()]);
  }
}

/** Has the server list its tools now: their server runs in this process, which will be busy. */
async function listTools(server: RunnelServer): Promise<void> {
  const { notices } = await (await fetch(`${server.url}/api/tools`)).json();
  expect(notices, 'tools that could not be listed').toEqual([]);
}
