import 'server-only';
import type { ToolCatalogue, ToolNotice } from '#lib/tools/tool-entry.ts';
import { McpConnections } from '../../mcp/mcp-connections.ts';
import { listMcpTools } from '../../mcp/mcp-tools.ts';
import { environment } from '../../platform/environment.ts';
import { builtInTools } from '../built-in/built-in-tools.ts';
import type { OfferedTool } from '../server-tool.ts';
import { selectTools } from '../tool-selection.ts';

/** The tools of a run. `close` ends what their calls opened, and never rejects. */
export type ToolOffer = { tools: OfferedTool[]; notices: ToolNotice[]; close(): Promise<void> };

/** Every tool of these names, or all: Runnel's own, and those of the MCP servers that answer. */
export async function offerTools(names: readonly string[] | undefined): Promise<ToolOffer> {
  const connections = new McpConnections();
  const { tools, notices } = await listMcpTools(environment().mcpServers, connections);
  const all = withoutDoubles([...builtInTools(), ...tools]);
  return { tools: selectTools(all, names), notices, close: () => connections.close() };
}

/** What `GET /api/tools` answers. */
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

/** The first of each name: nothing that a server brings takes the place of another tool. */
function withoutDoubles(tools: OfferedTool[]): OfferedTool[] {
  const names = new Set<string>();
  return tools.filter(({ name }) => !names.has(name) && names.add(name));
}
