import 'server-only';
import { z } from 'zod';
import { jsonVariable } from './json-variable.ts';

/** `{"name":{"url":"https://…","headers":{…},"consent":"never"}}` */
export const mcpServers = jsonVariable('{"name":{"url":"https://…"}}')
  .pipe(
    z.record(
      z.string().regex(/^[\w-]{1,32}$/, 'a name has 1–32 of A-Z a-z 0-9 _ -'),
      z.strictObject({
        url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }),
        headers: z.record(z.string(), z.string()).default({}),
        /** `never`: the server's operator trusts it, so its tools run without asking the reader. */
        consent: z.enum(['ask', 'never'], 'consent must be ask or never').default('ask'),
      }),
      'must be an object of servers, such as {"name":{"url":"https://…"}}',
    ),
  )
  .transform((servers) => Object.entries(servers).map(([name, server]) => ({ name, ...server })));

export type McpServer = z.infer<typeof mcpServers>[number];
