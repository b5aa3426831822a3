import { z } from 'zod';
import { defineTool } from './tool-definition.ts';

export const RUN_JAVASCRIPT_LIMITS = {
  /** Maximum execution time of the code. */
  runMs: 5_000,
  /** Maximum characters of console output and result. */
  outputLength: 20_000,
} as const;

export const runJavaScript = defineTool({
  name: 'run_javascript',
  title: 'JavaScript',
  description:
    'Runs JavaScript in a sandbox in the user’s browser, with the standard library only: no network, DOM or files. Limit: 5 seconds. ' +
    'Print with console.log. A top-level `return` provides the result, and top-level await works.',
  inputSchema: z.object({ code: z.string().min(1).max(100_000).describe('The program to run.') }),
  touches: 'nothing',
  runs: 'browser',
  consent: 'never',
  timeLimitMs: 15_000,
});
