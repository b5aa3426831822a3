import 'server-only';
import type { MCPClient } from '@ai-sdk/mcp';
import { provideAbortSignalAny } from '../platform/edge-polyfills.ts';
import type { McpServer } from '../platform/environment.ts';

export type McpClient = MCPClient;

const OPEN_MS = 5_000;

/** Connects to a server over streamable HTTP. A client leaves within five seconds, connected or not. */
export async function openMcpClient({ url, headers }: McpServer, signal: AbortSignal): Promise<McpClient> {
  provideAbortSignalAny();
  const { createMCPClient } = await import('@ai-sdk/mcp'); // 120 KB that a server without MCP does not load
  return createMCPClient({
    transport: { type: 'http', url, headers },
    clientName: 'runnel',
    initializationOptions: { signal, timeout: OPEN_MS },
    onUncaughtError: () => {}, // the call that waits hears of it too; this would tell it once more
  });
}
