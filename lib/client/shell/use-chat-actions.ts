'use client';
import 'client-only';
import { useMemo } from 'react';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import { useShellTexts } from '#lib/i18n/use-shell-texts.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { deleteChat, pinChat, restoreChat, UNDO_MS, unpinChat } from '../history/chats.ts';
import { forkChat } from '../history/fork-chat.ts';
import { storageTrouble } from '../history/storage-trouble.ts';
import { exportChats, exportMarkdown, exportName } from '../history/transfer/export-chats.ts';
import { goToChat } from '../use-address.ts';
import { purgeWhenDue } from './housekeeping.ts';
import { saveFile } from './save-file.ts';
import { showToast } from './shell-state.ts';

/** What can be done with a chat from the list or the palette. Each says so when the browser refuses it. */
export function useChatActions() {
  const texts = useShellTexts();
  const { unsaved, you, answer, attachment, name } = useMessages();
  return useMemo(() => {
    const attempt = (work: Promise<unknown>) =>
      work.catch((error: unknown) => showToast(unsaved[storageTrouble(error)]));

    const restore = async (chatId: ChatId, wasCurrent: boolean) => {
      await restoreChat(chatId);
      if (wasCurrent) goToChat(chatId, 'push');
    };
    const remove = async (chatId: ChatId, isCurrent: boolean) => {
      await deleteChat(chatId);
      if (isCurrent) goToChat(undefined, 'push');
      const undo = () => void attempt(restore(chatId, isCurrent));
      showToast(texts.sidebar.deleted, { label: texts.sidebar.undo, run: undo }, UNDO_MS);
      await purgeWhenDue();
    };
    const fork = async (chatId: ChatId, messageId: string) => {
      goToChat(await forkChat(chatId, messageId), 'push');
      showToast(texts.sidebar.forked);
    };
    return {
      pin: (chatId: ChatId, pinned: boolean) => attempt(pinned ? pinChat(chatId) : unpinChat(chatId)),
      remove: (chatId: ChatId, isCurrent: boolean) => attempt(remove(chatId, isCurrent)),
      fork: (chatId: ChatId, messageId: string) => attempt(fork(chatId, messageId)),
      exportJson: (chatId: ChatId, title: string) =>
        attempt(
          exportChats(chatId).then((file) => saveFile(file, exportName(title || name, new Date(), 'json'))),
        ),
      exportMarkdown: (chatId: ChatId, title: string) =>
        attempt(
          exportMarkdown(chatId, { question: you, answer, attachment }).then((file) =>
            saveFile(file, exportName(title || name, new Date(), 'md')),
          ),
        ),
      exportAll: () =>
        attempt(exportChats().then((file) => saveFile(file, exportName(name, new Date(), 'json')))),
    };
  }, [texts, unsaved, you, answer, attachment, name]);
}
