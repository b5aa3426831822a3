'use client';
import 'client-only';
import { rememberLocale } from '#lib/i18n/remember-locale.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useLocale, useTranslations } from '#lib/i18n/use-translations.tsx';
import { getMessageText } from '#lib/protocol/answer-builder.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { getCurrentChat } from './current-chat.ts';
import { chooseTheme, THEMES } from './preferences.ts';
import { showToast } from './shell-state.ts';
import { runShortcut, type ShortcutName } from './shortcuts.ts';
import { useChatActions } from './use-chat-actions.ts';

export type PaletteCommand = { id: string; label: string; shortcut?: ShortcutName; run(): void };

/** What the palette offers to do, in its order; what cannot be done now is left out. */
export function usePaletteCommands({
  chatId,
  onNewChat,
}: {
  chatId: ChatId;
  onNewChat(): void;
}): PaletteCommand[] {
  const texts = useShellTranslations();
  const { newChat, searchChats, stop } = useTranslations();
  const locale = useLocale();
  const actions = useChatActions();
  const { messages = [], running = false } = getCurrentChat() ?? {};
  const answer = messages.findLast(({ role }) => role === 'assistant');
  const last = messages.at(-1);
  const shortcut = (name: ShortcutName, label: string): PaletteCommand => ({
    id: name,
    label,
    shortcut: name,
    run: () => runShortcut(name, onNewChat),
  });
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text).then(
      () => showToast(texts.palette.copied),
      () => showToast(texts.palette.notCopied),
    );
  };
  return [
    shortcut('newChat', newChat),
    shortcut('search', searchChats),
    ...(running ? [shortcut('stop', stop)] : []),
    ...(answer
      ? [{ id: 'copy', label: texts.palette.copyAnswer, run: () => void copy(getMessageText(answer)) }]
      : []),
    shortcut('composer', texts.shortcuts.composer),
    shortcut('sidebar', texts.shortcuts.sidebar),
    shortcut('settings', texts.settings.title),
    ...THEMES.map((theme) => ({
      id: `theme-${theme}`,
      label: texts.palette.theme(texts.settings.themes[theme]),
      run: () => chooseTheme(theme),
    })),
    {
      id: 'language',
      label: texts.palette.otherLanguage,
      run: () => {
        rememberLocale(locale === 'en' ? 'zh' : 'en');
        location.reload();
      },
    },
    ...(last
      ? [
          {
            id: 'export-json',
            label: texts.sidebar.exportJson,
            run: () => void actions.exportJson(chatId),
          },
          {
            id: 'export-markdown',
            label: texts.sidebar.exportMarkdown,
            run: () => void actions.exportMarkdown(chatId),
          },
          { id: 'fork', label: texts.sidebar.duplicate, run: () => void actions.duplicate(chatId, last.id) },
          { id: 'delete', label: texts.palette.deleteChat, run: () => void actions.remove(chatId, true) },
        ]
      : []),
    { id: 'export-all', label: texts.settings.exportAll, run: () => void actions.exportAll() },
    shortcut('shortcuts', texts.shortcuts.title),
  ];
}
