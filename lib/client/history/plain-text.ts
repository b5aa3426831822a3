import 'client-only';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** What a message says, as people read it: its text, and the names of its files; no thoughts, no calls of tools. */
export function toPlainText({ parts }: Pick<ChatMessage, 'parts'>): string {
  const texts: string[] = [];
  for (const part of parts) {
    if (part.type === 'text') texts.push(part.text);
    else if (part.type === 'file' && part.filename) texts.push(part.filename);
  }
  return texts.join('\n');
}

/** The first words of a message on one line, at most 60 characters of them. */
export function getFirstWords(message: Pick<ChatMessage, 'parts'>): string {
  return Array.from(toPlainText(message).replace(/\s+/g, ' ').trim()).slice(0, 60).join('');
}
