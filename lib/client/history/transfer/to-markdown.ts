import 'client-only';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** The words between the messages, in the reader's language. */
export type MarkdownLabels = { question: string; answer: string; attachment: string };

/**
 * Renders a chat as a Markdown document: questions and answers under headings, sources as links, files by name. Reasoning
 * and tool calls are left out.
 */
export function toMarkdown(title: string, messages: readonly ChatMessage[], labels: MarkdownLabels): string {
  const blocks = [`# ${escapeLine(title)}`];
  for (const message of messages) {
    const model = message.metadata?.model;
    const heading =
      message.role === 'user' ? labels.question : model ? `${labels.answer} (${model})` : labels.answer;
    blocks.push(`## ${escapeLine(heading)}`);
    const sources: string[] = [];
    for (const part of message.parts) {
      if (part.type === 'text') blocks.push(part.text.trim());
      else if (part.type === 'file')
        blocks.push(`*${labels.attachment}: ${escapeLine(part.filename ?? part.mediaType)}*`);
      else if (part.type === 'source-url')
        sources.push(`- [${escapeLine(part.title ?? part.url)}](<${part.url}>)`);
    }
    if (sources.length > 0) blocks.push(sources.join('\n'));
  }
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Puts text on one line and escapes Markdown syntax. */
function escapeLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>]/g, '\\$&');
}
