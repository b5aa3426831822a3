import { getMessageText } from '#lib/protocol/answer-builder.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

type PlainMessagesProps = { messages: readonly Pick<ChatMessage, 'parts'>[] };

/** The plain text of messages, for when the code that renders them could not be loaded. */
export function PlainMessages({ messages }: PlainMessagesProps) {
  return messages.map((message, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: plain text has no state that could end up at the wrong message
    <p key={index} className="py-2 wrap-break-word whitespace-pre-wrap" dir="auto">
      {getMessageText(message)}
    </p>
  ));
}
