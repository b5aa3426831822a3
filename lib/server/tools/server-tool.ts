import 'server-only';
import type { JSONValue } from '@ai-sdk/provider';
import type { z } from 'zod';
import type { ToolDefinition } from '#lib/tools/tool-definition.ts';

/** Implements a tool. Its input matches the schema; its errors carry a sentence for the model. */
export type Execute<Input> = (input: Input, options: { signal: AbortSignal }) => Promise<JSONValue>;

/** The parts of a definition that a call needs. Missing fields have defaults where they are used. */
type Described = Pick<ToolDefinition, 'name' | 'description' | 'inputSchema'> & Partial<ToolDefinition>;

/** A tool offered to a model. Without `execute` it runs in the reader's browser. */
export type OfferedTool = Described & {
  /** The JSON schema from the MCP server, shown to the model unchanged. */
  jsonSchema?: Record<string, unknown>;
  /** The MCP server that provides it. */
  server?: string;
  execute?: Execute<unknown>;
};

/** A tool that runs on this server. */
export type ServerTool = OfferedTool & { execute: Execute<unknown> };

/** Combines a definition with its implementation. */
export function createServerTool<Schema extends z.ZodType>(
  definition: ToolDefinition<string, Schema>,
  execute: Execute<z.infer<Schema>>,
): ServerTool {
  // Model calls are validated before they run. This validates direct calls.
  return {
    ...definition,
    execute: async (input, options) => execute(definition.inputSchema.parse(input), options),
  };
}
