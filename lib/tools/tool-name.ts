/** The tools that ship with Runnel. Listed without their schemas, so that the first page load does not include zod. */
export const TOOL_NAMES = [
  'current_time',
  'calculate',
  'draw_chart',
  'run_javascript',
  'fetch_web_page',
] as const;

export type ToolName = (typeof TOOL_NAMES)[number];

export function isToolName(name: string): name is ToolName {
  return (TOOL_NAMES as readonly string[]).includes(name);
}
