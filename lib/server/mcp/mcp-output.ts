import 'server-only';
import type { JSONValue } from '@ai-sdk/provider';
import { z } from 'zod';
import type { ContentItem } from '#lib/tools/content-output.ts';

const MOST_BASE64 = 4_000_000;
const MOST_TEXT = 100_000;
const PICTURES = /^image\/(png|jpeg|gif|webp|avif)$/;

const item = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('image'), data: z.base64(), mimeType: z.string() }),
  z.object({ type: z.literal('audio'), mimeType: z.string() }),
  z.object({ type: z.literal('resource_link'), uri: z.string(), name: z.string() }),
  z.object({
    type: z.literal('resource'),
    resource: z.object({ uri: z.string(), text: z.string().optional(), mimeType: z.string().optional() }),
  }),
]);

const resultSchema = z.object({
  content: z.array(z.unknown()).default([]),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  isError: z.boolean().default(false),
});

/**
 * What a tool of an MCP server gave, for the page and, through `toModelOutput`, for the model.
 * @throws with the tool's own words when it reports an error.
 * @see https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-result
 */
export function parseToolResult(result: unknown): JSONValue {
  const parsed = resultSchema.safeParse(result);
  if (!parsed.success) throw new Error('The tool gave something that is no result.');
  const { content, structuredContent, isError } = parsed.data;
  const items = content.map(readItem);
  if (isError) {
    const words = items.flatMap((item) => (item.type === 'text' ? [item.text] : [])).join('\n');
    throw new Error(words || 'The tool failed without a word.');
  }
  if (structuredContent !== undefined && items.every(({ type }) => type === 'text')) {
    return structuredContent as JSONValue; // its texts only repeat it
  }
  return { content: items };
}

function readItem(value: unknown): ContentItem {
  const parsed = item.safeParse(value);
  if (!parsed.success) return { type: 'other', description: 'Something of an unknown kind' };
  const { data } = parsed;
  switch (data.type) {
    case 'text':
      return { type: 'text', text: data.text.slice(0, MOST_TEXT) };
    case 'image':
      if (!PICTURES.test(data.mimeType) || data.data.length > MOST_BASE64) {
        return {
          type: 'other',
          description: `A picture (${data.mimeType}, ${data.data.length} bytes) that cannot be shown`,
        };
      }
      return { type: 'image', mediaType: data.mimeType, data: data.data };
    case 'audio':
      return { type: 'other', description: `A sound (${data.mimeType})` };
    case 'resource_link':
      return { type: 'link', title: data.name, url: data.uri };
    case 'resource': {
      const { uri, text } = data.resource;
      return text === undefined
        ? { type: 'link', title: uri, url: uri }
        : { type: 'text', text: text.slice(0, MOST_TEXT) };
    }
  }
}
