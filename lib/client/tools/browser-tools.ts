import 'client-only';
import type { ToolName } from '#lib/tools/tool-name.ts';

/** Executes a tool call in the browser. @throws an Error whose message is sent to the model; the signal's reason */
export type BrowserTool = (input: unknown, signal: AbortSignal) => Promise<unknown>;

const BROWSER_TOOLS: Partial<Record<ToolName, BrowserTool>> = {
  run_javascript: async (input, signal) => {
    const { runProgram } = await import('./run-program.ts').catch(() => {
      throw new Error('The browser could not load this tool.');
    });
    if (typeof input !== 'object' || input === null || !('code' in input))
      throw new Error('Missing parameter: code.');
    return runProgram(String(input.code), signal);
  },
};

/** Returns the tool of this name, or undefined if it does not run in the browser. */
export function findBrowserTool(name: string): BrowserTool | undefined {
  return Object.hasOwn(BROWSER_TOOLS, name) ? BROWSER_TOOLS[name as ToolName] : undefined;
}
