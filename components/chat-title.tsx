import { useEffect } from 'react';
import { useChatTitle, useTitleFromModel } from '#lib/client/use-chat-title.ts';
import type { Models } from '#lib/client/use-models.ts';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

type ChatTitleProps = {
  chatId: ChatId;
  messages: readonly ChatMessage[];
  models: Models;
  /** The chat was begun on this page. */
  begunHere: boolean;
};

/** Calls the window after the chat, and has the chat named. Shows nothing itself. */
export function ChatTitle({ chatId, messages, models, begunHere }: ChatTitleProps) {
  const texts = useMessages();
  const title = useChatTitle(chatId, messages);
  useTitleFromModel(chatId, messages, models.catalogue?.models, begunHere);
  useEffect(() => {
    if (title === undefined) return;
    document.title = `${title} · ${texts.name}`;
    return () => {
      document.title = texts.title;
    };
  }, [title, texts]);
  return null;
}
