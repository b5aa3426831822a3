import { z } from 'zod';
import { defineTool } from './tool-definition.ts';

export const currentTime = defineTool({
  name: 'current_time',
  title: 'Current time',
  description: 'Returns the current date and time in a time zone.',
  inputSchema: z.object({
    timeZone: z.string().max(64).describe('An IANA time zone such as Asia/Tokyo or UTC.').default('UTC'),
  }),
  touches: 'nothing',
  runs: 'server',
  consent: 'never',
  timeLimitMs: 2_000,
});
