import { useEffect } from 'react';
import { showNotification } from '#lib/client/attention/answer-notifications.ts';
import { showTabIcon } from '#lib/client/attention/tab-icon.ts';
import { useRunEnd } from '#lib/client/attention/use-run-end.ts';
import { useUnseenAnswers } from '#lib/client/attention/use-unseen-answers.ts';
import { useChatTitle, useTitleFromModel } from '#lib/client/chat/use-chat-title.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

type ChatTitleProps = {
  chatId: ChatId;
  messages: readonly ChatMessage[];
  running: boolean;
  models: Models;
  /** The chat was started on this page. */
  startedHere: boolean;
};

/**
 * Sets the document's title to the chat's, and has the model name the chat. The title and the tab's icon show that an answer is
 * being written. While the tab is hidden, they show and count the answers that have ended or wait for approval, and a
 * notification names each. Renders nothing.
 */
export function ChatTitle({ chatId, messages, running, models, startedHere }: ChatTitleProps) {
  const t = useTranslations();
  const { announcements } = useRunTranslations();
  const title = useChatTitle(chatId, messages);
  const [unseen, addUnseen] = useUnseenAnswers();
  useTitleFromModel({ chatId, messages, models: models.catalogue?.models, startedHere });
  useRunEnd({ messages, running }, (end) => {
    if (document.visibilityState === 'visible' || end === 'stopped') return;
    addUnseen();
    void showNotification({ title: title ?? t.name, body: announcements[end], path: `/chats/${chatId}` });
  });
  useEffect(() => {
    if (title === undefined) return;
    const name = `${unseen > 0 ? `(${unseen}) ` : ''}${running ? '● ' : ''}${title} · ${t.name}`;
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
  }, [title, unseen, running, t]);
  useEffect(() => {
    showTabIcon(running ? 'running' : unseen > 0 ? 'finished' : undefined);
    return () => showTabIcon(undefined);
  }, [running, unseen]);
  return null;
}
