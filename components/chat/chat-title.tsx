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
  /** The chat was started on this page. */
  startedHere: boolean;
};

/** Sets the document's title to the chat's, and has the model name the chat. Renders nothing. */
export function ChatTitle({ chatId, messages, models, startedHere }: ChatTitleProps) {
  const t = useTranslations();
  const title = useChatTitle(chatId, messages);
  useTitleFromModel({ chatId, messages, models: models.catalogue?.models, startedHere });
  useEffect(() => {
    if (title === undefined) return;
    const name = `${title} · ${t.name}`;
    const show = () => {
      document.title = name;
    };
    show();
    // On a slow machine Next hydrates its own title after this effect and inserts it before this one.
    const observer = new MutationObserver(show);
    observer.observe(document.head, { childList: true });
    return () => {
      observer.disconnect();
      document.title = t.title;
    };
  }, [title, t]);
  return null;
}
