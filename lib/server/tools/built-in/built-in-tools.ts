import 'server-only';
import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { z } from 'zod';
import { environment } from '#lib/server/platform/environment.ts';
import { runJavaScript } from '#lib/tools/run-javascript.ts';
import type { OfferedTool, ServerTool } from '../server-tool.ts';
import { calculateTool } from './calculate.ts';
import { currentTimeTool } from './current-time.ts';
import { drawChartTool } from './draw-chart.ts';
import { fetchWebPageTool } from './fetch-web-page.ts';

export type { OfferedTool, ServerTool } from '../server-tool.ts';

/** The tools that come with Runnel and are switched on here. */
export function builtInTools(): OfferedTool[] {
  return [
    currentTimeTool,
    calculateTool,
    drawChartTool,
    runJavaScript,
    ...(environment().webFetch ? [fetchWebPageTool] : []),
  ];
}

/** Those of `tools` that can run without anyone but this server: no consent to ask for, no browser. */
export function withoutReader(tools: readonly OfferedTool[]): ServerTool[] {
  return tools.filter(isServerTool).filter(({ consent }) => consent !== 'ask');
}

/** Those of `tools` that `names` holds; all of them without names. */
export function named<Tool extends OfferedTool>(
  tools: readonly Tool[],
  names: readonly string[] | undefined,
): Tool[] {
  return tools.filter((tool) => names === undefined || names.includes(tool.name));
}

function isServerTool(tool: OfferedTool): tool is ServerTool {
  return tool.execute !== undefined;
}

/** How a tool is shown to a model. */
export function describeTool(
  tool: Pick<OfferedTool, 'name' | 'description' | 'inputSchema' | 'jsonSchema'>,
): LanguageModelV4FunctionTool {
  const inputSchema = tool.jsonSchema ?? z.toJSONSchema(tool.inputSchema, { io: 'input', target: 'draft-7' });
  return {
    type: 'function',
    name: tool.name,
    description: tool.description,
    inputSchema: inputSchema as LanguageModelV4FunctionTool['inputSchema'],
  };
}
