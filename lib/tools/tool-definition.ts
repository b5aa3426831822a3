import type { z } from 'zod';

/** What a tool can access besides its input: nothing, the page that shows it, or the network. */
export type ToolReach = 'nothing' | 'page' | 'network';
/** Where the tool runs. */
export type ToolPlace = 'server' | 'browser';
/** Whether the reader must approve each call. */
export type ToolConsent = 'never' | 'ask';

/** What server and browser share about a tool. Its implementation is in `lib/server/tools` or `lib/client/tools`. */
export type ToolDefinition<Name extends string = string, Schema extends z.ZodType = z.ZodType> = {
  /** The name for the model: 1–64 of `A-Z a-z 0-9 _ -`. */
  name: Name;
  /** The English name for people. The page has translations for the tools that ship with Runnel. */
  title: string;
  /** Tells the model what the tool does and when to call it. */
  description: string;
  inputSchema: Schema;
  touches: ToolReach;
  runs: ToolPlace;
  consent: ToolConsent;
  /** Milliseconds after which a call is aborted. The model receives an error. */
  timeLimitMs: number;
};

/** Infers the name and the schema of a definition as types. */
export function defineTool<const Name extends string, Schema extends z.ZodType>(
  definition: ToolDefinition<Name, Schema>,
): ToolDefinition<Name, Schema> {
  return definition;
}
