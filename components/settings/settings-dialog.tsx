import { Tabs } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { LazyPart } from '../ui/lazy-part.tsx';
import { AppearancePanel } from './appearance-panel.tsx';
import { DataPanel } from './data-panel.tsx';
import { OwnKeyPanel } from './own-key-panel.tsx';
import { PromptsPanel } from './prompts-panel.tsx';
import { RunSettingsForm } from './run-settings-form.tsx';

const usagePanel = lazyValue(() => import('./usage/usage-panel.tsx').then((module) => module.UsagePanel));

type SettingsDialogProps = {
  chatId: ChatId;
  models: Models;
  /** The tab that is open at first. */
  tab: 'chat' | 'prompts';
  onNewChat(): void;
};

/** On a phone the tabs scroll and fade at an edge that cuts them: at either end, only the padding lies in the fade. */
const TABS =
  'flex shrink-0 gap-1 overflow-x-auto px-5 py-2 max-sm:mask-x-from-[calc(100%-1.25rem)] max-sm:motion-safe:scroll-smooth sm:w-44 sm:flex-col sm:border-r sm:border-line sm:px-2';

/** All settings: of this chat, of all chats, and of the page. Changes are saved at once. */
export function SettingsDialog({ chatId, models, tab, onNewChat }: SettingsDialogProps) {
  const { settings } = useShellTranslations();
  const { userBaseUrls, signedInAs } = models.catalogue ?? {};
  const panels = {
    chat: <RunSettingsForm scope={chatId} models={models} />,
    defaults: <RunSettingsForm scope="defaults" models={models} />,
    prompts: <PromptsPanel />,
    appearance: <AppearancePanel />,
    usage: <LazyPart part={usagePanel}>{(UsagePanel) => <UsagePanel />}</LazyPart>,
    data: <DataPanel signedInAs={signedInAs} onNewChat={onNewChat} />,
    ...(userBaseUrls ? { key: <OwnKeyPanel baseUrls={userBaseUrls} models={models} /> } : {}),
  };
  const [chosen, setChosen] = useState<string>(tab);
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the chosen tab is found by its state
  useEffect(() => {
    const active = list.current?.querySelector('[data-state=active]');
    active?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [chosen]);
  const names = Object.keys(panels) as (keyof typeof panels)[];
  return (
    <DialogFrame wide title={settings.title}>
      <Tabs.Root
        value={chosen}
        onValueChange={setChosen}
        className="flex min-h-0 flex-1 flex-col sm:flex-row"
      >
        <Tabs.List ref={list} aria-label={settings.title} className={TABS}>
          {names.map((name) => (
            <Tabs.Trigger
              key={name}
              value={name}
              className="min-h-10 shrink-0 rounded-lg px-3 text-left text-[0.9375rem] text-muted transition-colors duration-150 hover:text-ink data-[state=active]:bg-surface data-[state=active]:text-ink touch:min-h-11"
            >
              {settings.tabs[name]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {names.map((name) => (
          <Tabs.Content
            key={name}
            value={name}
            className="min-h-0 flex-1 overflow-y-auto border-line px-5 py-4 -outline-offset-2 max-sm:border-t"
          >
            {panels[name]}
          </Tabs.Content>
        ))}
      </Tabs.Root>
    </DialogFrame>
  );
}
