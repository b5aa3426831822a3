import 'server-only';
import type { JSONValue, LanguageModelV4ToolCall } from '@ai-sdk/provider';
import { jsonrepair } from 'jsonrepair';
import { z } from 'zod';
import type { OfferedTool } from './server-tool.ts';

/** A call that can run, or the reason why not as a sentence for the model. The page shows `input`. */
export type CheckedCall = { toolCallId: string; toolName: string; input: JSONValue } & (
  | { tool: OfferedTool; malformed?: never; errorText?: never }
  | { tool?: never; malformed: boolean; errorText: string }
);

/**
 * Checks a call against the offered tools. Invalid JSON is repaired if possible, and the arguments must match the schema. The
 * input of a valid call is the parsed value: with defaults, without unknown fields.
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
    const available = names === '' ? 'No tools are available.' : `Available tools: ${names}.`;
    return { ...call, input, malformed: false, errorText: `Unknown tool: ${toolName}. ${available}` };
  }
  const parsed = tool.inputSchema.safeParse(input);
  if (!parsed.success) {
    const errorText = `The arguments do not match the schema:\n${z.prettifyError(parsed.error)}`;
    return { ...call, input, malformed: true, errorText };
  }
  return { ...call, input: parsed.data as JSONValue, tool };
}

/** Parses the arguments of a call; undefined if that fails. Some servers send an empty text for a call without arguments. */
export function parseArguments(json: string): JSONValue | undefined {
  if (json.trim() === '') return {};
  return parse(json) ?? parse(repair(json));
}

function parse(json: string | undefined): JSONValue | undefined {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Repairs objects only: `jsonrepair` would turn any other text into a string. */
function repair(json: string): string | undefined {
  if (!/^(```\w*\s*)?\{/.test(json.trim())) return undefined;
  try {
    return jsonrepair(json);
  } catch {
    return undefined;
  }
}
