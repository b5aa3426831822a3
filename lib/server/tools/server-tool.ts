import 'server-only';
import type { JSONValue } from '@ai-sdk/provider';
import type { z } from 'zod';
import type { ToolDefinition } from '#lib/tools/tool-definition.ts';

/** How a tool is done: with what its schema promises; throws a sentence for the model when it cannot be done. */
export type Execute<Input> = (input: Input, options: { signal: AbortSignal }) => Promise<JSONValue>;

/** The parts of a definition that a call needs; what is left out is decided by `step.ts`. */
type Described = Pick<ToolDefinition, 'name' | 'description' | 'inputSchema'> & Partial<ToolDefinition>;

/** Something a model may call, as it is offered: run here, or, without `execute`, in the reader's browser. */
export type OfferedTool = Described & {
  /** The schema as an MCP server wrote it, which is what the model is shown. */
  jsonSchema?: Record<string, unknown>;
  /** The MCP server that brings it. */
  server?: string;
  execute?: Execute<unknown>;
};

/** Something a model may call, run on this server. */
export type ServerTool = OfferedTool & { execute: Execute<unknown> };

/** A definition with what carries it out here. */
export function serverTool<Schema extends z.ZodType>(
  definition: ToolDefinition<string, Schema>,
  execute: Execute<z.infer<Schema>>,
): ServerTool {
  // Calls are checked against the schema before they run; a program that calls a tool itself is checked here.
  return {
    ...definition,
    execute: async (input, options) => execute(definition.inputSchema.parse(input), options),
  };
}
