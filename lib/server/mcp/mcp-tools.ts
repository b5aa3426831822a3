import 'server-only';
import { z } from 'zod';
import type { ToolNotice } from '#lib/tools/tool-entry.ts';
import type { McpServer } from '../platform/settings/mcp-settings.ts';
import type { OfferedTool } from '../tools/server-tool.ts';
import { withTimeLimit } from '../tools/time-limit.ts';
import { openMcpClient } from './mcp-client.ts';
import type { McpConnections } from './mcp-connections.ts';
import { logMcpFailure } from './mcp-failure-log.ts';

const CACHE_MS = 60_000;
/** Failures are cached for less time, but long enough that not every run retries. */
const FAILURE_CACHE_MS = 10_000;
const LIST_TIMEOUT_MS = 4_000;
const MAX_TOOLS = 64;
const CALL_TIMEOUT_MS = 60_000;

type Definition = {
  name: string;
  title?: string | undefined;
  description?: string | undefined;
  inputSchema: Record<string, unknown>;
};
type Listing = { definitions: Definition[]; failed?: boolean };

const cache = new Map<string, { until: number; listing: Promise<Listing> }>();

/**
 * Lists the tools of all servers in parallel. Lists are cached for one minute. A server that is down or too slow is reported
 * in a notice and does not affect the others. Calls go through `connections`.
 */
export async function listMcpTools(
  servers: readonly McpServer[],
  connections: McpConnections,
): Promise<{ tools: OfferedTool[]; notices: ToolNotice[] }> {
  const listings = await Promise.all(servers.map(getListing));
  const tools: OfferedTool[] = [];
  const notices: ToolNotice[] = [];
  for (const [index, server] of servers.entries()) {
    const { definitions, failed } = listings[index] ?? { definitions: [] };
    tools.push(...definitions.map((definition) => toTool(server, definition, connections)));
    if (failed) {
      const message = `${server.name} did not list its tools.`;
      notices.push({ code: 'server-unreachable', server: server.name, message });
    }
  }
  return { tools, notices };
}

function getListing(server: McpServer): Promise<Listing> {
  const key = JSON.stringify(server);
  const cached = cache.get(key);
  if (cached !== undefined && cached.until > performance.now()) return cached.listing;
  const listing = fetchListing(server);
  const entry = { until: performance.now() + CACHE_MS, listing };
  cache.set(key, entry);
  return listing.then((read) => {
    if (read.failed) entry.until = performance.now() + FAILURE_CACHE_MS;
    return read;
  });
}

/** Fetches a list of tools. Never rejects. */
async function fetchListing(server: McpServer): Promise<Listing> {
  const { signal } = new AbortController();
  try {
    return {
      definitions: await withTimeLimit(LIST_TIMEOUT_MS, signal, (signal) => fetchDefinitions(server, signal)),
    };
  } catch (error) {
    logMcpFailure(server, error);
    return { definitions: [], failed: true };
  }
}

async function fetchDefinitions(server: McpServer, signal: AbortSignal): Promise<Definition[]> {
  const client = await openMcpClient(server, signal);
  try {
    const definitions: Definition[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listTools({
        options: { signal },
        ...(cursor === undefined ? {} : { params: { cursor } }),
      });
      definitions.push(...page.tools);
      cursor = page.nextCursor;
    } while (cursor !== undefined && definitions.length < MAX_TOOLS);
    return definitions.slice(0, MAX_TOOLS);
  } finally {
    client.close().catch(() => undefined); // the list is complete, or its failure is already reported
  }
}

function toTool(server: McpServer, definition: Definition, connections: McpConnections): OfferedTool {
  const { name, title, description = '', inputSchema } = definition;
  return {
    // Servers may have tools of the same name, and models accept no other characters.
    name: `${server.name}_${name}`.replaceAll(/[^\w-]/g, '_').slice(0, 64),
    title: title ?? name,
    server: server.name,
    description,
    inputSchema: parseSchema(inputSchema),
    jsonSchema: inputSchema,
    touches: 'network',
    runs: 'server',
    consent: server.consent,
    timeLimitMs: CALL_TIMEOUT_MS,
    execute: (input, { signal }) => connections.call(server, name, input as Record<string, unknown>, signal),
  };
}

/** Accepts any object when the schema is unsupported. The server validates the arguments itself. */
function parseSchema(schema: Record<string, unknown>): z.ZodType {
  const anything = z.record(z.string(), z.unknown());
  try {
    return anything.and(z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]));
  } catch {
    return anything;
  }
}
