import type { z } from 'zod';

/** What a tool can reach: nothing but its input, the page that shows it, or other machines. */
export type ToolReach = 'nothing' | 'page' | 'network';
/** Which side executes it. */
export type ToolPlace = 'server' | 'browser';
/** Whether a person must allow a call before it runs. */
export type ToolConsent = 'never' | 'ask';

/** All that both sides must agree on about a tool. How it is done is in `lib/server/tools` or `lib/client/tools`. */
export type ToolDefinition<Name extends string = string, Schema extends z.ZodType = z.ZodType> = {
  /** What the model calls it: `A-Z a-z 0-9 _ -`, at most 64. */
  name: Name;
  /** Its name for people, in English; the page has its own words for the tools that come with Runnel. */
  title: string;
  /** For the model: what it does and when to call it. */
  description: string;
  inputSchema: Schema;
  touches: ToolReach;
  runs: ToolPlace;
  consent: ToolConsent;
  /** Milliseconds after which a call is given up and the model is told. */
  timeLimitMs: number;
};

/** Keeps the name and the schema of a definition in its type. */
export function defineTool<const Name extends string, Schema extends z.ZodType>(
  definition: ToolDefinition<Name, Schema>,
): ToolDefinition<Name, Schema> {
  return definition;
}
