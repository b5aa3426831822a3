import 'server-only';
import type { JSONValue, LanguageModelV4ToolResultOutput } from '@ai-sdk/provider';
import { type ContentItem, isContentOutput } from '#lib/tools/content-output.ts';

/**
 * Converts a tool's output for the model, in this run and when the chat continues later. JSON is passed unchanged. The
 * content of an MCP tool becomes text, with a note for each image: the page shows it, but few models accept images in a result.
 */
export function toModelOutput(output: JSONValue): LanguageModelV4ToolResultOutput {
  if (!isContentOutput(output)) return { type: 'json', value: output };
  return { type: 'text', value: output.content.map(toText).join('\n\n') };
}

function toText(item: ContentItem): string {
  switch (item.type) {
    case 'text':
      return item.text;
    case 'image':
      return `[An image (${item.mediaType}) is shown to the user.]`;
    case 'link':
      return `[${item.title}](${item.url})`;
    case 'other':
      return `[${item.description}]`;
  }
}
