import type { ChatState } from '#lib/client/chat-session.ts';
import { useMessages } from '#lib/i18n/use-messages.tsx';

/** What is going on, in one quiet line, while there is nothing else to see. */
export function RunLine({ chat }: { chat: ChatState }) {
  const texts = useMessages();
  const line = chat.reconnecting
    ? texts.reconnecting
    : chat.status === 'submitted'
      ? texts.waiting
      : undefined;
  if (line === undefined) return null;
  return (
    <p className="mt-6 flex items-center gap-2 text-sm text-muted" role="status">
      {line}
      <span className="caret" aria-hidden="true" />
    </p>
  );
}
