import 'client-only';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** The words that stand between the messages, in the reader's language. */
export type MarkdownLabels = { question: string; answer: string; attachment: string };

/**
 * A chat as a Markdown document: questions and answers under headings, sources as links, files by name. Thoughts and the
 * calls of tools stay out: it is for reading.
 */
export function toMarkdown(title: string, messages: readonly ChatMessage[], words: MarkdownLabels): string {
  const blocks = [`# ${oneLine(title)}`];
  for (const message of messages) {
    const model = message.metadata?.model;
    const heading =
      message.role === 'user' ? words.question : model ? `${words.answer} (${model})` : words.answer;
    blocks.push(`## ${oneLine(heading)}`);
    const sources: string[] = [];
    for (const part of message.parts) {
      if (part.type === 'text') blocks.push(part.text.trim());
      else if (part.type === 'file')
        blocks.push(`*${words.attachment}: ${oneLine(part.filename ?? part.mediaType)}*`);
      else if (part.type === 'source-url')
        sources.push(`- [${oneLine(part.title ?? part.url)}](<${part.url}>)`);
    }
    if (sources.length > 0) blocks.push(sources.join('\n'));
  }
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Text for a place that ends with its line, and where no sign of Markdown may begin. */
function oneLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>]/g, '\\$&');
}
