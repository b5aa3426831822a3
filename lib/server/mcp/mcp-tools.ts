import 'server-only';
import { z } from 'zod';
import type { ToolNotice } from '#lib/tools/tool-entry.ts';
import type { McpServer } from '../platform/environment.ts';
import type { OfferedTool } from '../tools/server-tool.ts';
import { withTimeLimit } from '../tools/time-limit.ts';
import { openMcpClient } from './mcp-client.ts';
import type { McpConnections } from './mcp-connections.ts';
import { logMcpFailure } from './mcp-failure-log.ts';

const KEEP_MS = 60_000;
/** A server that was down is asked again soon, but not by every run. */
const KEEP_FAILURE_MS = 10_000;
const LIST_MS = 4_000;
const MOST_TOOLS = 64;
const CALL_LIMIT_MS = 60_000;

type Definition = {
  name: string;
  title?: string | undefined;
  description?: string | undefined;
  inputSchema: Record<string, unknown>;
};
type Listing = { definitions: Definition[]; failed?: boolean };

const kept = new Map<string, { until: number; listing: Promise<Listing> }>();

/**
 * The tools of these servers now, each server asked at most once a minute, all at the same time. One that is down, or does
 * not answer in time, costs its own tools and becomes a notice. Calls go through `connections`.
 */
export async function listMcpTools(
  servers: readonly McpServer[],
  connections: McpConnections,
): Promise<{ tools: OfferedTool[]; notices: ToolNotice[] }> {
  const listings = await Promise.all(servers.map(listingOf));
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

function listingOf(server: McpServer): Promise<Listing> {
  const key = JSON.stringify(server);
  const known = kept.get(key);
  if (known !== undefined && known.until > Date.now()) return known.listing;
  const listing = readListing(server);
  const entry = { until: Date.now() + KEEP_MS, listing };
  kept.set(key, entry);
  return listing.then((read) => {
    if (read.failed) entry.until = Date.now() + KEEP_FAILURE_MS;
    return read;
  });
}

/** Never rejects. */
async function readListing(server: McpServer): Promise<Listing> {
  const { signal } = new AbortController();
  try {
    return { definitions: await withTimeLimit(LIST_MS, signal, (signal) => readDefinitions(server, signal)) };
  } catch (error) {
    logMcpFailure(server, error);
    return { definitions: [], failed: true };
  }
}

async function readDefinitions(server: McpServer, signal: AbortSignal): Promise<Definition[]> {
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
    } while (cursor !== undefined && definitions.length < MOST_TOOLS);
    return definitions.slice(0, MOST_TOOLS);
  } finally {
    client.close().catch(() => undefined); // the list is there, or its failure is told
  }
}

function toTool(server: McpServer, definition: Definition, connections: McpConnections): OfferedTool {
  const { name, title, description = '', inputSchema } = definition;
  return {
    // Two servers may bring tools of one name, and models take no other characters.
    name: `${server.name}_${name}`.replaceAll(/[^\w-]/g, '_').slice(0, 64),
    title: title ?? name,
    server: server.name,
    description,
    inputSchema: readSchema(inputSchema),
    jsonSchema: inputSchema,
    touches: 'network',
    runs: 'server',
    consent: server.consent,
    timeLimitMs: CALL_LIMIT_MS,
    execute: (input, { signal }) => connections.call(server, name, input as Record<string, unknown>, signal),
  };
}

/** A schema that cannot be read is left to its server, which checks the arguments itself. */
function readSchema(schema: Record<string, unknown>): z.ZodType {
  const anything = z.record(z.string(), z.unknown());
  try {
    return anything.and(z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]));
  } catch {
    return anything;
  }
}
