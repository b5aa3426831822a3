import 'server-only';
import type { JSONValue } from '@ai-sdk/provider';
import { z } from 'zod';
import type { ContentItem } from '#lib/tools/content-output.ts';

const MAX_BASE64_CHARACTERS = 4_000_000;
const MAX_TEXT_CHARACTERS = 100_000;
const IMAGE_TYPES = /^image\/(png|jpeg|gif|webp|avif)$/;

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
 * Parses the result of an MCP tool into the output for the page and, through `toModelOutput`, for the model.
 * @throws an error with the tool's own message when it reports one.
 * @see https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-result
 */
export function parseToolResult(result: unknown): JSONValue {
  const parsed = resultSchema.safeParse(result);
  if (!parsed.success) throw new Error('The MCP server returned an invalid result.');
  const { content, structuredContent, isError } = parsed.data;
  const items = content.map(parseItem);
  if (isError) {
    const message = items.flatMap((item) => (item.type === 'text' ? [item.text] : [])).join('\n');
    throw new Error(message || 'The tool failed without an error message.');
  }
  if (structuredContent !== undefined && items.every(({ type }) => type === 'text')) {
    return structuredContent as JSONValue; // the text items only repeat it
  }
  return { content: items };
}

function parseItem(value: unknown): ContentItem {
  const parsed = item.safeParse(value);
  if (!parsed.success) return { type: 'other', description: 'Unsupported content' };
  const { data } = parsed;
  switch (data.type) {
    case 'text':
      return { type: 'text', text: data.text.slice(0, MAX_TEXT_CHARACTERS) };
    case 'image':
      if (!IMAGE_TYPES.test(data.mimeType) || data.data.length > MAX_BASE64_CHARACTERS) {
        return {
          type: 'other',
          description: `An image that cannot be shown (${data.mimeType}, ${data.data.length} bytes)`,
        };
      }
      return { type: 'image', mediaType: data.mimeType, data: data.data };
    case 'audio':
      return { type: 'other', description: `Audio (${data.mimeType})` };
    case 'resource_link':
      return { type: 'link', title: data.name, url: data.uri };
    case 'resource': {
      const { uri, text } = data.resource;
      return text === undefined
        ? { type: 'link', title: uri, url: uri }
        : { type: 'text', text: text.slice(0, MAX_TEXT_CHARACTERS) };
    }
  }
}
