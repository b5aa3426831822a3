/** One thing that an MCP tool gives. */
export type ContentItem =
  | { type: 'text'; text: string }
  /** `data` in base64. */
  | { type: 'image'; mediaType: string; data: string }
  | { type: 'link'; title: string; url: string }
  /** Something that can be neither shown nor read, such as a sound. */
  | { type: 'other'; description: string };

/** What an MCP tool gives: texts, pictures and links, in its order. */
export type ContentOutput = { content: ContentItem[] };

const TEXTS_OF: Record<ContentItem['type'], readonly string[]> = {
  text: ['text'],
  image: ['mediaType', 'data'],
  link: ['title', 'url'],
  other: ['description'],
};

/** Written without zod, for the page asks it of every output that it shows. */
export function isContentOutput(output: unknown): output is ContentOutput {
  if (typeof output !== 'object' || output === null || !('content' in output)) return false;
  return Array.isArray(output.content) && output.content.every(isContentItem);
}

function isContentItem(item: unknown): item is ContentItem {
  if (typeof item !== 'object' || item === null || !('type' in item)) return false;
  const fields = item as Record<string, unknown>;
  const texts = Object.hasOwn(TEXTS_OF, String(fields.type)) && TEXTS_OF[fields.type as ContentItem['type']];
  return texts !== false && texts.every((name) => typeof fields[name] === 'string');
}
