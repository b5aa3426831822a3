import { z } from 'zod';
import { defineTool } from './tool-definition.ts';

export const calculate = defineTool({
  name: 'calculate',
  title: 'Calculator',
  description:
    'Evaluates arithmetic expressions with units. Examples: 17% of 348 · (2 + 3)^2 / 7 · sqrt(2) * sin(30 deg) · 5 miles in km · 72 degF to degC · 3 GiB / (20 MB/s) in s.',
  inputSchema: z.object({
    expression: z.string().min(1).max(300).describe('A single expression with explicit units.'),
  }),
  touches: 'nothing',
  runs: 'server',
  consent: 'never',
  timeLimitMs: 2_000,
});
