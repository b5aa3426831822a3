/** One item of an MCP tool's output. */
export type ContentItem =
  | { type: 'text'; text: string }
  /** `data` is base64. */
  | { type: 'image'; mediaType: string; data: string }
  | { type: 'link'; title: string; url: string }
  /** Content that is neither shown nor passed to the model, such as audio. */
  | { type: 'other'; description: string };

/** The output of an MCP tool: text, images and links in order. */
export type ContentOutput = { content: ContentItem[] };

const STRING_FIELDS: Record<ContentItem['type'], readonly string[]> = {
  text: ['text'],
  image: ['mediaType', 'data'],
  link: ['title', 'url'],
  other: ['description'],
};

/** Does not use zod, because the page calls it for every output it shows. */
export function isContentOutput(output: unknown): output is ContentOutput {
  if (typeof output !== 'object' || output === null || !('content' in output)) return false;
  return Array.isArray(output.content) && output.content.every(isContentItem);
}

function isContentItem(item: unknown): item is ContentItem {
  if (typeof item !== 'object' || item === null || !('type' in item)) return false;
  const fields = item as Record<string, unknown>;
  if (!Object.hasOwn(STRING_FIELDS, String(fields.type))) return false;
  return STRING_FIELDS[fields.type as ContentItem['type']].every((name) => typeof fields[name] === 'string');
}
