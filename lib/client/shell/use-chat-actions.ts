'use client';
import 'client-only';
import { useMemo } from 'react';
import { useDeferredTranslations } from '#lib/i18n/deferred-translations.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import type { ChatId } from '#lib/protocol/ids.ts';
import {
  deleteAllChats,
  deleteChat,
  pinChat,
  restoreChat,
  restoreChats,
  UNDO_MS,
  unpinChat,
} from '../history/chats/chats.ts';
import { forkChat } from '../history/chats/fork-chat.ts';
import { openDatabase } from '../history/database.ts';
import { classifyStorageError } from '../history/storage-problem.ts';
import { buildExportName, exportChats, exportMarkdown } from '../history/transfer/export-chats.ts';
import { goToChat, readAddress } from '../platform/use-address.ts';
import { purgeExpiredChats } from './housekeeping.ts';
import { saveFile } from './save-file.ts';
import { closeOverlay, showToast } from './shell-state.ts';

/** Returns the actions on a chat, for the list and the palette. Each shows a toast if the storage fails. */
export function useChatActions() {
  const t = useShellTranslations();
  const { name } = useTranslations();
  const { storageErrors } = useDeferredTranslations();
  const { question, answer, attachment, branchOf } = useMessageTranslations();
  return useMemo(() => {
    const attempt = (work: Promise<unknown>) =>
      work.catch((error: unknown) => showToast(storageErrors[classifyStorageError(error)]));

    const restore = async (chatId: ChatId, wasCurrent: boolean) => {
      await restoreChat(chatId);
      if (wasCurrent) goToChat(chatId, 'push');
    };
    const remove = async (chatId: ChatId, openNewChat?: () => void) => {
      await deleteChat(chatId);
      openNewChat?.();
      const undo = () => void attempt(restore(chatId, openNewChat !== undefined));
      showToast(t.sidebar.deleted, { label: t.sidebar.undo, run: undo }, UNDO_MS);
      await purgeExpiredChats();
    };
    const restoreAll = async (chatIds: readonly ChatId[], current: ChatId | undefined) => {
      await restoreChats(chatIds);
      if (current && chatIds.includes(current)) goToChat(current, 'push');
    };
    const fork = async (
      chatId: ChatId,
      messageId: string,
      { notice, entitle }: { notice: string; entitle?: (title: string) => string },
    ) => {
      goToChat(await forkChat(chatId, messageId, entitle), 'push');
      showToast(notice);
    };
    /** The file is named after the chat, or after the app if `chatId` is absent. */
    const save = async (file: Promise<Blob>, extension: 'json' | 'md', chatId?: ChatId) => {
      const title = chatId && (await openDatabase().chats.get(chatId))?.title;
      saveFile(await file, buildExportName(title || name, new Date(), extension));
    };
    return {
      pin: (chatId: ChatId, pinned: boolean) => attempt(pinned ? pinChat(chatId) : unpinChat(chatId)),
      /** Deletes a chat. @param openNewChat present if it is the one that is shown */
      remove: (chatId: ChatId, openNewChat?: () => void) => attempt(remove(chatId, openNewChat)),
      /** Deletes all chats, and opens a new one. @throws if the storage fails */
      async removeAll(openNewChat: () => void): Promise<void> {
        const current = readAddress();
        const chatIds = await deleteAllChats();
        closeOverlay();
        openNewChat();
        const undo = () => void attempt(restoreAll(chatIds, current));
        showToast(t.sidebar.allDeleted, { label: t.sidebar.undo, run: undo }, UNDO_MS);
        await purgeExpiredChats();
      },
      /** Copies the whole chat, of which `headId` is the last message. */
      duplicate: (chatId: ChatId, headId: string) =>
        attempt(fork(chatId, headId, { notice: t.sidebar.duplicated })),
      /** Copies the chat up to this message. */
      branch: (chatId: ChatId, messageId: string) =>
        attempt(fork(chatId, messageId, { notice: t.sidebar.branched, entitle: branchOf })),
      exportJson: (chatId: ChatId) => attempt(save(exportChats(chatId), 'json', chatId)),
      exportMarkdown: (chatId: ChatId) =>
        attempt(save(exportMarkdown(chatId, { question, answer, attachment }), 'md', chatId)),
      exportAll: () => attempt(save(exportChats(), 'json')),
    };
  }, [t, storageErrors, question, answer, attachment, branchOf, name]);
}
