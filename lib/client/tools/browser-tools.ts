import 'client-only';
import type { ToolName } from '#lib/tools/tool-name.ts';

/** Carries out a call that the server leaves to the browser. @throws with a sentence for the model; the signal's reason. */
export type BrowserTool = (input: unknown, signal: AbortSignal) => Promise<unknown>;

const BROWSER_TOOLS: Partial<Record<ToolName, BrowserTool>> = {
  run_javascript: async (input, signal) => {
    const { runProgram } = await import('./run-program.ts').catch(() => {
      throw new Error('The browser could not load this tool.');
    });
    if (typeof input !== 'object' || input === null || !('code' in input))
      throw new Error('There is no code.');
    return runProgram(String(input.code), signal);
  },
};

/** The tool of this name, when it runs in the browser. */
export function findBrowserTool(name: string): BrowserTool | undefined {
  return Object.hasOwn(BROWSER_TOOLS, name) ? BROWSER_TOOLS[name as ToolName] : undefined;
}
