import 'server-only';
import type { LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { z } from 'zod';
import type { OfferedTool } from './server-tool.ts';

/** Describes a tool to a model. An MCP tool keeps the JSON schema its server wrote. */
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
