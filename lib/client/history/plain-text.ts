import 'client-only';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** Returns the text and the file names of a message, without reasoning and tool calls. */
export function toPlainText({ parts }: Pick<ChatMessage, 'parts'>): string {
  const texts: string[] = [];
  for (const part of parts) {
    if (part.type === 'text') texts.push(part.text);
    else if (part.type === 'file' && part.filename) texts.push(part.filename);
  }
  return texts.join('\n');
}

/** Returns at most 60 characters of a message, on one line. */
export function getFirstWords(message: Pick<ChatMessage, 'parts'>): string {
  return Array.from(toPlainText(message).replace(/\s+/g, ' ').trim()).slice(0, 60).join('');
}
