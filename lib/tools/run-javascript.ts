import { z } from 'zod';
import { defineTool } from './tool-definition.ts';

export const RUN_JAVASCRIPT_LIMITS = {
  /** From the first line of the code to its end. */
  runMs: 5_000,
  /** Characters of console output and result that are kept. */
  outputLength: 20_000,
} as const;

export const runJavaScript = defineTool({
  name: 'run_javascript',
  title: 'JavaScript',
  description:
    'Runs JavaScript in a sandbox in the reader’s browser: standard library only, no network, no page, no files, 5 seconds. ' +
    'console.log prints; the value of a top-level `return` is the result; top-level await works.',
  inputSchema: z.object({ code: z.string().min(1).max(100_000).describe('The program.') }),
  touches: 'nothing',
  runs: 'browser',
  consent: 'never',
  timeLimitMs: 15_000,
});
