import 'server-only';
import type { JSONValue, LanguageModelV4ToolResultOutput } from '@ai-sdk/provider';
import { type ContentItem, isContentOutput } from '#lib/tools/content-output.ts';

/**
 * What the model is told of a tool's output, now and when the chat goes on later. JSON as it is; of the contents that an
 * MCP tool gives the texts, and a note for each picture: it is kept for the page, and few models read one in a result.
 */
export function toModelOutput(output: JSONValue): LanguageModelV4ToolResultOutput {
  if (!isContentOutput(output)) return { type: 'json', value: output };
  return { type: 'text', value: output.content.map(textOf).join('\n\n') };
}

function textOf(item: ContentItem): string {
  switch (item.type) {
    case 'text':
      return item.text;
    case 'image':
      return `[A picture (${item.mediaType}) is shown to the reader.]`;
    case 'link':
      return `[${item.title}](${item.url})`;
    case 'other':
      return `[${item.description}]`;
  }
}
