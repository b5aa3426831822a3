import 'server-only';
import type { OfferedTool, ServerTool } from './server-tool.ts';

/** Selects the tools with these names, or all of them when `names` is undefined. Unknown names are ignored. */
export function selectTools<Tool extends OfferedTool>(
  tools: readonly Tool[],
  names: readonly string[] | undefined,
): Tool[] {
  return tools.filter((tool) => names === undefined || names.includes(tool.name));
}

/** Selects the tools that need no reader: they run on this server and ask for no consent. */
export function selectUnattendedTools(tools: readonly OfferedTool[]): ServerTool[] {
  return tools.filter(isServerTool).filter(({ consent }) => consent !== 'ask');
}

function isServerTool(tool: OfferedTool): tool is ServerTool {
  return tool.execute !== undefined;
}
