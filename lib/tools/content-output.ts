import { z } from 'zod';

/** What an MCP tool gives: a list of texts and pictures, in its order. */
export const contentOutput = z.object({
  content: z.array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('text'), text: z.string() }),
      /** `data` in base64. */
      z.object({ type: z.literal('image'), mediaType: z.string(), data: z.string() }),
      z.object({ type: z.literal('link'), title: z.string(), url: z.string() }),
      /** Something that can be neither shown nor read, such as a sound. */
      z.object({ type: z.literal('other'), description: z.string() }),
    ]),
  ),
});

export type ContentOutput = z.infer<typeof contentOutput>;
export type ContentItem = ContentOutput['content'][number];

export function isContentOutput(output: unknown): output is ContentOutput {
  return contentOutput.safeParse(output).success;
}
