import 'server-only';
import type { MCPClient } from '@ai-sdk/mcp';
import { provideAbortSignalAny } from '../platform/edge-polyfills.ts';
import type { McpServer } from '../platform/settings/mcp-settings.ts';

export type McpClient = MCPClient;

const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Connects to a server over streamable HTTP.
 * @throws when the connection fails, takes longer than five seconds, or `signal` is aborted.
 */
export async function openMcpClient({ url, headers }: McpServer, signal: AbortSignal): Promise<McpClient> {
  provideAbortSignalAny();
  const { createMCPClient } = await import('@ai-sdk/mcp'); // 120 KB, not loaded without MCP servers
  return createMCPClient({
    transport: { type: 'http', url, headers },
    clientName: 'runnel',
    initializationOptions: { signal, timeout: CONNECT_TIMEOUT_MS },
    onUncaughtError: () => {}, // the pending call fails with the same error
  });
}
