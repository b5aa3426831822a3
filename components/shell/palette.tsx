import { Command } from 'cmdk';
import { type ReactNode, useEffect, useState } from 'react';
import { insertIntoComposer } from '#lib/client/composer/composer-field.ts';
import { useChatList } from '#lib/client/history/chats/use-chat-list.ts';
import type { PromptRow } from '#lib/client/history/database.ts';
import { goToChat } from '#lib/client/platform/use-address.ts';
import { listPrompts } from '#lib/client/settings/prompts.ts';
import { matchScore } from '#lib/client/shell/match-score.ts';
import { closeOverlay } from '#lib/client/shell/shell-state.ts';
import { formatShortcut } from '#lib/client/shell/shortcut-label.ts';
import { usePaletteCommands } from '#lib/client/shell/use-palette-commands.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import type { OverlayProps } from './overlay-props.ts';

type PaletteProps = OverlayProps & {
  /** Only the reusable prompts, as for a "/" in the composer. */
  promptsOnly: boolean;
};

/** Everything that can be done here, by typing a few letters of it. */
export function Palette({ chatId, models, onNewChat, promptsOnly }: PaletteProps) {
  const t = useShellTranslations();
  const prompts = usePrompts();
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
          {!promptsOnly && <Commands chatId={chatId} models={models} onNewChat={onNewChat} />}
          <Section title={t.palette.prompts}>
            {prompts.map(({ id, name, text }) => (
              <Item
                key={id}
                value={`prompt ${id}`}
                keywords={[name, text.slice(0, 500)]}
                hint={text.slice(0, 80)}
                onSelect={() => insertIntoComposer(text)}
              >
                {name}
              </Item>
            ))}
          </Section>
          {!promptsOnly && <Models models={models} />}
          {!promptsOnly && <Chats current={chatId} />}
        </Command.List>
      </Command>
    </DialogFrame>
  );
}

function Commands(props: OverlayProps) {
  const t = useShellTranslations();
  const commands = usePaletteCommands(props);
  return (
    <Section title={t.palette.commands}>
      {commands.map(({ id, label, shortcut, run }) => (
        <Item
          key={id}
          value={`command ${id}`}
          keywords={[label]}
          {...(shortcut ? { hint: formatShortcut(shortcut) } : {})}
          onSelect={run}
        >
          {label}
        </Item>
      ))}
    </Section>
  );
}

function Models({ models }: Pick<OverlayProps, 'models'>) {
  const t = useShellTranslations();
  const offered = models.catalogue?.models ?? [];
  if (offered.length < 2) return null;
  return (
    <Section title={t.palette.models}>
      {offered.map(({ id, label, provider }) => (
        <Item
          key={id}
          value={`model ${id}`}
          keywords={[label, provider, t.palette.models]}
          hint={id === models.chosen ? t.palette.chosen : provider}
          onSelect={() => models.choose(id)}
        >
          {label}
        </Item>
      ))}
    </Section>
  );
}

function Chats({ current }: { current: string }) {
  const t = useShellTranslations();
  const { groups } = useChatList();
  const chats = groups.flatMap((group) => group.chats).filter(({ id }) => id !== current);
  return (
    <Section title={t.palette.chats}>
      {chats.map(({ id, title }) => (
        <Item key={id} value={`chat ${id}`} keywords={[title]} onSelect={() => goToChat(id, 'push')}>
          {title || t.sidebar.untitled}
        </Item>
      ))}
    </Section>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={title}
      className="not-has-[[cmdk-item]]:hidden [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

type ItemProps = {
  value: string;
  keywords: string[];
  hint?: string;
  onSelect(): void;
  children: ReactNode;
};

function Item({ value, keywords, hint, onSelect, children }: ItemProps) {
  return (
    <Command.Item
      value={value}
      keywords={keywords}
      onSelect={() => {
        closeOverlay();
        // Once the dialog is gone: while it is there it holds the focus.
        setTimeout(onSelect);
      }}
      className="flex min-h-10 cursor-pointer items-center gap-4 rounded-lg px-3 text-[0.9375rem] data-[selected=true]:bg-line/50 touch:min-h-11"
    >
      <span className="min-w-0 flex-1 truncate" dir="auto">
        {children}
      </span>
      {hint && <span className="max-w-[50%] truncate text-xs text-muted">{hint}</span>}
    </Command.Item>
  );
}

function usePrompts(): PromptRow[] {
  const locale = useLocale();
  const [prompts, setPrompts] = useState<PromptRow[]>([]);
  useEffect(() => {
    let left = false;
    listPrompts(locale).then(
      (found) => !left && setPrompts(found),
      () => undefined, // a browser that keeps nothing has no prompts
    );
    return () => {
      left = true;
    };
  }, [locale]);
  return prompts;
}
