import { useEffect } from 'react';
import { useChatTitle, useTitleFromModel } from '#lib/client/chat/use-chat-title.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
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
  const texts = useTranslations();
  const title = useChatTitle(chatId, messages);
  useTitleFromModel(chatId, messages, models.catalogue?.models, begunHere);
  useEffect(() => {
    if (title === undefined) return;
    const name = `${title} · ${texts.name}`;
    const show = () => {
      document.title = name;
    };
    show();
    // On a slow machine the page's own title comes to life later, finds itself changed, and puts itself before this one.
    const observer = new MutationObserver(show);
    observer.observe(document.head, { childList: true });
    return () => {
      observer.disconnect();
      document.title = texts.title;
    };
  }, [title, texts]);
  return null;
}
