import { Command } from 'cmdk';
import { insertIntoComposer } from '#lib/client/composer/composer-field.ts';
import { useChatList } from '#lib/client/history/chats/use-chat-list.ts';
import { goToChat } from '#lib/client/platform/use-address.ts';
import { useSavedPrompts } from '#lib/client/settings/use-saved-prompts.ts';
import { matchScore } from '#lib/client/shell/match-score.ts';
import { openOverlay } from '#lib/client/shell/shell-state.ts';
import { formatShortcut } from '#lib/client/shell/shortcuts/shortcut-label.ts';
import { usePaletteCommands } from '#lib/client/shell/use-palette-commands.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import type { OverlayProps } from './overlay-props.ts';
import { PaletteItem, PaletteSection } from './palette-item.tsx';

type PaletteProps = OverlayProps & {
  /** Lists only the reusable prompts, as after typing "/" in the composer. */
  promptsOnly: boolean;
};

/** The command palette: commands, prompts, models and chats, filtered by what is typed. */
export function Palette({ chatId, models, onNewChat, promptsOnly }: PaletteProps) {
  const t = useShellTranslations();
  const prompts = useSavedPrompts();
  const title = promptsOnly ? t.palette.prompts : t.palette.title;
  return (
    <DialogFrame bare title={title}>
      <Command filter={matchScore} label={title} className="flex min-h-0 flex-col">
        <Command.Input
          placeholder={promptsOnly ? t.palette.findPrompt : t.palette.placeholder}
          className="w-full border-b border-line bg-transparent px-5 py-4 outline-none placeholder:text-muted"
        />
        <Command.List label={title} className="min-h-0 flex-1 overflow-y-auto p-2">
          <Command.Empty className="px-3 py-6 text-center text-sm text-muted">{t.palette.none}</Command.Empty>
          {!promptsOnly && <CommandItems chatId={chatId} models={models} onNewChat={onNewChat} />}
          <PaletteSection title={t.palette.prompts}>
            {prompts?.map(({ id, name, text }) => (
              <PaletteItem
                key={id}
                value={`prompt ${id}`}
                keywords={[name, text.slice(0, 500)]}
                hint={text.slice(0, 80)}
                onSelect={() => insertIntoComposer(text)}
              >
                {name}
              </PaletteItem>
            ))}
            {promptsOnly && prompts?.length === 0 && (
              <PaletteItem
                value="new-prompt"
                keywords={[t.prompts.add]}
                onSelect={() => openOverlay('edit-prompts')}
              >
                {t.prompts.add}
              </PaletteItem>
            )}
          </PaletteSection>
          {!promptsOnly && <ModelItems models={models} />}
          {!promptsOnly && <ChatItems current={chatId} />}
        </Command.List>
      </Command>
    </DialogFrame>
  );
}

function CommandItems(props: OverlayProps) {
  const t = useShellTranslations();
  const commands = usePaletteCommands(props);
  return (
    <PaletteSection title={t.palette.commands}>
      {commands.map(({ id, label, shortcut, run }) => (
        <PaletteItem
          key={id}
          value={`command ${id}`}
          keywords={[label]}
          {...(shortcut ? { hint: formatShortcut(shortcut) } : {})}
          onSelect={run}
        >
          {label}
        </PaletteItem>
      ))}
    </PaletteSection>
  );
}

function ModelItems({ models }: Pick<OverlayProps, 'models'>) {
  const t = useShellTranslations();
  const offered = models.catalogue?.models ?? [];
  if (offered.length < 2) return null;
  return (
    <PaletteSection title={t.palette.models}>
      {offered.map(({ id, label, provider }) => (
        <PaletteItem
          key={id}
          value={`model ${id}`}
          keywords={[label, provider, t.palette.models]}
          hint={id === models.chosen ? t.palette.chosen : provider}
          onSelect={() => models.choose(id)}
        >
          {label}
        </PaletteItem>
      ))}
    </PaletteSection>
  );
}

function ChatItems({ current }: { current: string }) {
  const t = useShellTranslations();
  const { groups } = useChatList();
  const chats = groups.flatMap((group) => group.chats).filter(({ id }) => id !== current);
  return (
    <PaletteSection title={t.palette.chats}>
      {chats.map(({ id, title }) => (
        <PaletteItem key={id} value={`chat ${id}`} keywords={[title]} onSelect={() => goToChat(id, 'push')}>
          {title || t.sidebar.untitled}
        </PaletteItem>
      ))}
    </PaletteSection>
  );
}
