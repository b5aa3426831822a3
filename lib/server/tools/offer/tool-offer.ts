import 'server-only';
import { McpConnections } from '#lib/server/mcp/mcp-connections.ts';
import { listMcpTools } from '#lib/server/mcp/mcp-tools.ts';
import { environment } from '#lib/server/platform/environment.ts';
import type { ToolCatalogue, ToolNotice } from '#lib/tools/tool-entry.ts';
import { builtInTools } from '../built-in/built-in-tools.ts';
import type { OfferedTool } from '../server-tool.ts';
import { selectTools } from '../tool-selection.ts';

/** The tools of a run. `close` closes the connections of their calls, and never rejects. */
export type ToolOffer = { tools: OfferedTool[]; notices: ToolNotice[]; close(): Promise<void> };

/** Offers the tools with these names, or all: the built-in ones and those of all reachable MCP servers. */
export async function offerTools(names: readonly string[] | undefined): Promise<ToolOffer> {
  const connections = new McpConnections();
  const { tools, notices } = await listMcpTools(environment().mcpServers, connections);
  const all = removeDuplicates([...builtInTools(), ...tools]);
  return { tools: selectTools(all, names), notices, close: () => connections.close() };
}

/** Creates the response of `GET /api/tools`. */
export async function listTools(): Promise<ToolCatalogue> {
  const { tools, notices } = await offerTools(undefined);
  return {
    tools: tools.map(({ name, title, description, server, touches, runs, consent }) => ({
      name,
      title: title ?? name,
      description,
      ...(server === undefined ? {} : { server }),
      touches: touches ?? 'network',
      runs: runs ?? 'server',
      consent: consent ?? 'ask',
    })),
    notices,
  };
}

/** Retains the first tool of each name, so that no MCP server can replace another tool. */
function removeDuplicates(tools: OfferedTool[]): OfferedTool[] {
  const names = new Set<string>();
  return tools.filter(({ name }) => !names.has(name) && names.add(name));
}
