import 'server-only';
import type { JSONValue, LanguageModelV4FunctionTool } from '@ai-sdk/provider';
import { z } from 'zod';

/** Something a model may call, run on this server. */
export type ServerTool = {
  name: string;
  description: string;
  inputSchema: z.ZodType;
  /** @throws with a sentence for the model when it cannot be done. */
  execute(input: unknown, options: { signal: AbortSignal }): Promise<JSONValue>;
};

/** A tool whose `execute` gets what its schema promises. */
function defineTool<Schema extends z.ZodType>(tool: {
  name: string;
  description: string;
  inputSchema: Schema;
  execute(input: z.infer<Schema>, options: { signal: AbortSignal }): Promise<JSONValue>;
}): ServerTool {
  return { ...tool, execute: async (input, options) => tool.execute(tool.inputSchema.parse(input), options) };
}

const currentTime = defineTool({
  name: 'current_time',
  description: 'The date and time now in a time zone.',
  inputSchema: z.object({
    timeZone: z.string().describe('An IANA time zone, such as Asia/Tokyo or UTC.').default('UTC'),
  }),
  async execute({ timeZone }) {
    const now = new Date();
    let text: string;
    try {
      const format = { timeZone, hourCycle: 'h23', dateStyle: 'full', timeStyle: 'short' } as const;
      text = new Intl.DateTimeFormat('en-GB', format).format(now);
    } catch {
      throw new Error(`There is no time zone called "${timeZone}".`);
    }
    return { text: `${text} (${timeZone})`, timeZone, utc: now.toISOString() };
  },
});

const TOOLS: readonly ServerTool[] = [currentTime];

/** The tools of these names, or all; a name that no tool has is passed over. */
export function selectTools(names: readonly string[] | undefined): ServerTool[] {
  return TOOLS.filter((tool) => names === undefined || names.includes(tool.name));
}

/** How a tool is shown to a model. */
export function describeTool(tool: ServerTool): LanguageModelV4FunctionTool {
  const inputSchema = z.toJSONSchema(tool.inputSchema, { io: 'input', target: 'draft-7' });
  return {
    type: 'function',
    name: tool.name,
    description: tool.description,
    inputSchema: inputSchema as LanguageModelV4FunctionTool['inputSchema'],
  };
}
