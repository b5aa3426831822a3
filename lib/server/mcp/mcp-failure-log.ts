import 'server-only';
import type { McpServer } from '../platform/environment.ts';
import { redactSecrets } from '../platform/redaction.ts';

const MAX_REASON = 500;
const MAX_CAUSES = 3;

/**
 * Logs why an MCP server failed. The reason goes nowhere else: it may repeat the server's address, its token and the
 * headers of the request, which `redactSecrets` takes out only as far as it can recognise them.
 */
export function logMcpFailure(server: McpServer, error: unknown): void {
  const reason = redactSecrets(reasonsOf(error).join(': '), MAX_REASON);
  console.error(JSON.stringify({ event: 'mcp-failure', server: server.name, reason }));
}

/** The messages of an error and its causes, of which the last one often says the most: `connect ECONNREFUSED …`. */
function reasonsOf(error: unknown): string[] {
  const reasons: string[] = [];
  for (let cause = error; cause instanceof Error && reasons.length < MAX_CAUSES; cause = cause.cause) {
    reasons.push(cause.message);
  }
  return reasons.length > 0 ? reasons : [String(error)];
}
