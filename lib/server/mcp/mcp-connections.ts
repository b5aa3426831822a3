import 'server-only';
import type { JSONValue } from '@ai-sdk/provider';
import type { McpServer } from '../platform/settings/mcp-settings.ts';
import { type McpClient, openMcpClient } from './mcp-client.ts';
import { logMcpFailure } from './mcp-failure-log.ts';
import { parseToolResult } from './mcp-output.ts';

/** The MCP connections of one run. Each is opened by the first call to its server, reused, and closed with the run. */
export class McpConnections {
  readonly #clients = new Map<string, Promise<McpClient>>();
  readonly #retired: McpClient[] = [];

  /**
   * Calls a tool of a server.
   * @throws an error with a sentence for the model: the tool's own error, or that the server is unreachable.
   */
  async call(
    server: McpServer,
    name: string,
    input: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<JSONValue> {
    const client = await this.#connect(server, signal);
    let result: Awaited<ReturnType<McpClient['callTool']>>;
    try {
      result = await client.callTool({ name, arguments: input, options: { signal } });
    } catch (cause) {
      signal.throwIfAborted();
      this.#retire(server, client);
      logMcpFailure(server, cause);
      throw new Error(`The MCP server ${server.name} did not respond.`);
    }
    return parseToolResult(result);
  }

  /** Closes all connections. Never rejects. */
  async close(): Promise<void> {
    const clients = [...this.#clients.values(), ...this.#retired.splice(0)];
    this.#clients.clear();
    await Promise.allSettled(clients.map(async (client) => (await client).close()));
  }

  async #connect(server: McpServer, signal: AbortSignal): Promise<McpClient> {
    let opening = this.#clients.get(server.name);
    if (opening === undefined) {
      opening = openMcpClient(server, signal);
      this.#clients.set(server.name, opening);
    }
    try {
      return await opening;
    } catch (cause) {
      this.#clients.delete(server.name);
      signal.throwIfAborted();
      logMcpFailure(server, cause);
      throw new Error(`The MCP server ${server.name} is unreachable.`);
    }
  }

  /** Makes the next call open a new connection. The old one may be dead, but other calls may still use it. */
  #retire(server: McpServer, client: McpClient): void {
    this.#clients.delete(server.name);
    this.#retired.push(client);
  }
}
