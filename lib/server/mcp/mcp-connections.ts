import 'server-only';
import type { JSONValue } from '@ai-sdk/provider';
import type { McpServer } from '../platform/environment.ts';
import { type McpClient, openMcpClient } from './mcp-client.ts';
import { logMcpFailure } from './mcp-failure-log.ts';
import { parseToolResult } from './mcp-output.ts';

/** The connections of one run: opened with the first call to a server, kept for the next ones, closed at its end. */
export class McpConnections {
  readonly #clients = new Map<string, Promise<McpClient>>();
  readonly #retired: McpClient[] = [];

  /**
   * Calls a tool of a server.
   * @throws with a sentence for the model: what the tool says went wrong, or that its server cannot be reached.
   */
  async call(
    server: McpServer,
    name: string,
    input: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<JSONValue> {
    const client = await this.#clientOf(server, signal);
    let result: Awaited<ReturnType<McpClient['callTool']>>;
    try {
      result = await client.callTool({ name, arguments: input, options: { signal } });
    } catch (cause) {
      signal.throwIfAborted();
      this.#retire(server, client);
      logMcpFailure(server, cause);
      throw new Error(`The server ${server.name} did not answer.`);
    }
    return parseToolResult(result);
  }

  /** Ends every connection. Never rejects: a server that is gone needs no goodbye. */
  async close(): Promise<void> {
    const clients = [...this.#clients.values(), ...this.#retired.splice(0)];
    this.#clients.clear();
    await Promise.allSettled(clients.map(async (client) => (await client).close()));
  }

  async #clientOf(server: McpServer, signal: AbortSignal): Promise<McpClient> {
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
      throw new Error(`The server ${server.name} cannot be reached.`);
    }
  }

  /** The next call opens a new connection, for this one may be dead; others may still be waiting on it. */
  #retire(server: McpServer, client: McpClient): void {
    this.#clients.delete(server.name);
    this.#retired.push(client);
  }
}
