import 'server-only';
import type { JSONValue, LanguageModelV4ToolCall } from '@ai-sdk/provider';
import { jsonrepair } from 'jsonrepair';
import { z } from 'zod';
import type { OfferedTool } from './server-tool.ts';

/** A call that can be run, or why it cannot: a sentence for the model. `input` is what the page is shown. */
export type CheckedCall = { toolCallId: string; toolName: string; input: JSONValue } & (
  | { tool: OfferedTool; malformed?: never; errorText?: never }
  | { tool?: never; malformed: boolean; errorText: string }
);

/**
 * Holds a call to what is offered. Arguments that are not JSON are repaired once; what comes of it must fit the schema.
 * The input of a call that can be run is what the schema made of it: with its defaults, without what it does not know.
 */
export function checkCall(
  { toolCallId, toolName, input: json }: LanguageModelV4ToolCall,
  tools: readonly OfferedTool[],
): CheckedCall {
  const call = { toolCallId, toolName };
  const input = parseArguments(json);
  if (input === undefined) {
    return { ...call, input: json, malformed: true, errorText: 'The arguments are not valid JSON.' };
  }
  const tool = tools.find((tool) => tool.name === toolName);
  if (tool === undefined) {
    const names = tools.map((tool) => tool.name).join(', ');
    const offered = names === '' ? 'No tools are offered.' : `There are: ${names}.`;
    return { ...call, input, malformed: false, errorText: `There is no tool called ${toolName}. ${offered}` };
  }
  const fitted = tool.inputSchema.safeParse(input);
  if (!fitted.success) {
    const errorText = `The arguments do not fit:\n${z.prettifyError(fitted.error)}`;
    return { ...call, input, malformed: true, errorText };
  }
  return { ...call, input: fitted.data as JSONValue, tool };
}

/** The arguments of a call; undefined when they cannot be read. A call without any comes as an empty text from some servers. */
export function parseArguments(json: string): JSONValue | undefined {
  if (json.trim() === '') return {};
  return parse(json) ?? parse(repaired(json));
}

function parse(json: string | undefined): JSONValue | undefined {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Half of an object can be repaired; a word that is no JSON at all would only become a string. */
function repaired(json: string): string | undefined {
  if (!/^(```\w*\s*)?\{/.test(json.trim())) return undefined;
  try {
    return jsonrepair(json);
  } catch {
    return undefined;
  }
}
