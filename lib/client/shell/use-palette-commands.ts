'use client';
import 'client-only';
import { useCompareTranslations } from '#lib/i18n/compare-translations.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { rememberLocale } from '#lib/i18n/remember-locale.ts';
import { useReplayTranslations } from '#lib/i18n/replay-translations.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useLocale, useTranslations } from '#lib/i18n/use-translations.tsx';
import { getMessageText } from '#lib/protocol/answer-builder.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { inspectRun } from '../recording/inspected-run.ts';
import { openReplay } from '../replay/replay-state.ts';
import { getCurrentChat } from './current-chat.ts';
import { openOverlay, showToast } from './shell-state.ts';
import { runShortcut, type ShortcutName } from './shortcuts/shortcuts.ts';
import { chooseTheme, THEMES } from './theme.ts';
import { useChatActions } from './use-chat-actions.ts';
import type { Models } from './use-models.ts';

export type PaletteCommand = { id: string; label: string; shortcut?: ShortcutName; run(): void };

/** Returns the commands of the palette, in order, without those that do not apply now. */
export function usePaletteCommands({
  chatId,
  models,
  onNewChat,
}: {
  chatId: ChatId;
  models: Models;
  onNewChat(): void;
}): PaletteCommand[] {
  const translations = useShellTranslations();
  const { command: replay } = useReplayTranslations();
  const { choose } = useCompareTranslations();
  const { newChat, searchChats, stop } = useTranslations();
  const actions = useChatActions();
  const language = useLanguageCommand();
  const copy = useCopyCommands();
  const chat = useChatCommands(chatId, onNewChat);
  const shortcut = (name: ShortcutName, label: string): PaletteCommand => ({
    id: name,
    label,
    shortcut: name,
    run: () => runShortcut(name, onNewChat),
  });
  return [
    shortcut('newChat', newChat),
    shortcut('search', searchChats),
    ...(getCurrentChat()?.running ? [shortcut('stop', stop)] : []),
    ...copy,
    ...((models.catalogue?.models.length ?? 0) > 1
      ? [{ id: 'compare', label: choose, run: () => openOverlay('compare') }]
      : []),
    shortcut('composer', translations.shortcuts.composer),
    shortcut('sidebar', translations.shortcuts.sidebar),
    shortcut('settings', translations.settings.title),
    ...THEMES.map((theme) => ({
      id: `theme-${theme}`,
      label: translations.palette.theme(translations.settings.themes[theme]),
      run: () => chooseTheme(theme),
    })),
    language,
    ...chat,
    { id: 'replay', label: replay, run: () => openReplay() },
    { id: 'export-all', label: translations.settings.exportAll, run: () => void actions.exportAll() },
    shortcut('shortcuts', translations.shortcuts.title),
  ];
}

function useLanguageCommand(): PaletteCommand {
  const { palette } = useShellTranslations();
  const locale = useLocale();
  const run = () => {
    rememberLocale(locale === 'en' ? 'zh' : 'en');
    location.reload();
  };
  return { id: 'language', label: palette.otherLanguage, run };
}

function useCopyCommands(): PaletteCommand[] {
  const { palette } = useShellTranslations();
  const answer = getCurrentChat()?.messages.findLast(({ role }) => role === 'assistant');
  if (answer === undefined) return [];
  const run = () =>
    void navigator.clipboard.writeText(getMessageText(answer)).then(
      () => showToast(palette.copied),
      () => showToast(palette.notCopied),
    );
  return [{ id: 'copy', label: palette.copyAnswer, run }];
}

/** Returns the commands on the open chat, which has to have messages. */
function useChatCommands(chatId: ChatId, onNewChat: () => void): PaletteCommand[] {
  const { sidebar, palette } = useShellTranslations();
  const actions = useChatActions();
  const { inspect } = useMessageTranslations();
  const messages = getCurrentChat()?.messages ?? [];
  const last = messages.at(-1);
  if (last === undefined) return [];
  const runId = messages.findLast(({ role }) => role === 'assistant')?.metadata?.runId;
  return [
    { id: 'export-json', label: sidebar.exportJson, run: () => void actions.exportJson(chatId) },
    { id: 'export-markdown', label: sidebar.exportMarkdown, run: () => void actions.exportMarkdown(chatId) },
    { id: 'fork', label: sidebar.duplicate, run: () => void actions.duplicate(chatId, last.id) },
    ...(runId ? [{ id: 'inspect', label: inspect, run: () => inspectRun(runId) }] : []),
    { id: 'delete', label: palette.deleteChat, run: () => void actions.remove(chatId, onNewChat) },
  ];
}
