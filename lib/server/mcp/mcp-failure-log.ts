import 'server-only';
import { redactSecrets } from '../platform/redaction.ts';
import type { McpServer } from '../platform/settings/mcp-settings.ts';

const MAX_REASON_CHARACTERS = 500;
const MAX_CAUSES = 3;

/**
 * Logs why an MCP server failed. The reason must not be sent anywhere else: it may contain the server's address, its token
 * and request headers, and redaction only removes the secrets it recognizes.
 */
export function logMcpFailure(server: McpServer, error: unknown): void {
  const reason = redactSecrets(collectReasons(error).join(': '), MAX_REASON_CHARACTERS);
  console.error(JSON.stringify({ event: 'mcp-failure', server: server.name, reason }));
}

/** Collects the messages of an error and its causes. The last one is often the most specific: `connect ECONNREFUSED …`. */
function collectReasons(error: unknown): string[] {
  const reasons: string[] = [];
  for (let cause = error; cause instanceof Error && reasons.length < MAX_CAUSES; cause = cause.cause) {
    reasons.push(cause.message);
  }
  return reasons.length > 0 ? reasons : [String(error)];
}
