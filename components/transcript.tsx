import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { Message } from './message.tsx';

type TranscriptProps = { messages: readonly ChatMessage[]; running: boolean; onRetry(): void };

/** What was said, in its order. */
export function Transcript({ messages, running, onRetry }: TranscriptProps) {
  return (
    <ol className="flex flex-col gap-6 pt-4 empty:hidden">
      {messages.map((message, index) => {
        const last = index === messages.length - 1;
        return (
          <li key={message.id}>
            <Message
              message={message}
              streaming={last && running}
              {...(last && !running ? { onRetry } : {})}
            />
          </li>
        );
      })}
    </ol>
  );
}
