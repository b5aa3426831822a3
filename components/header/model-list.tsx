import { Command } from 'cmdk';
import { Brain, Check, Image, type LucideIcon, Wrench } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { RefObject } from 'react';
import { matchScore } from '#lib/client/shell/match-score.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';

type ModelListProps = { models: Models; button: RefObject<HTMLButtonElement | null>; onClose(): void };

/** The available models with their abilities, filtered by what is typed. */
export function ModelList({ models, button, onClose }: ModelListProps) {
  const t = useShellTranslations();
  const offered = models.catalogue?.models ?? [];
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={button as RefObject<HTMLButtonElement>} />
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={t.models.choose}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            button.current?.focus();
          }}
          // The button's own click handler closes the list.
          onInteractOutside={(event) =>
            button.current?.contains(event.target as Node) && event.preventDefault()
          }
          className="z-40 w-80 max-w-[calc(100vw-1rem)] overflow-hidden rounded-xl border border-line bg-raised shadow-lg"
        >
          <Command
            filter={matchScore}
            label={t.models.choose}
            {...(models.chosen ? { defaultValue: models.chosen } : {})}
          >
            <Command.Input
              placeholder={t.models.search}
              className="w-full border-b border-line bg-transparent px-4 py-3 text-sm outline-none placeholder:text-muted"
            />
            <Command.List label={t.models.list} className="max-h-[min(24rem,60dvh)] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-sm text-muted">
                {t.models.none}
              </Command.Empty>
              {offered.map((model) => (
                <ModelItem
                  key={model.id}
                  model={model}
                  chosen={model.id === models.chosen}
                  onSelect={() => {
                    models.choose(model.id);
                    onClose();
                  }}
                />
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type ModelItemProps = { model: ModelInfo; chosen: boolean; onSelect(): void };

function ModelItem({ model, chosen, onSelect }: ModelItemProps) {
  const { yourKey } = useShellTranslations().models;
  return (
    <Command.Item
      value={model.id}
      keywords={[model.label, model.provider]}
      onSelect={onSelect}
      className="flex min-h-11 cursor-pointer items-center gap-2 rounded-lg px-3 py-1.5 text-sm data-[selected=true]:bg-line/50"
    >
      <Check className={`size-4 shrink-0 text-accent ${chosen ? '' : 'invisible'}`} aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{model.label}</span>
        <span className="block truncate text-xs text-muted">
          {model.provider}
          {model.ownKey && ` · ${yourKey}`}
        </span>
      </span>
      <Abilities can={model.can} />
    </Command.Item>
  );
}

const ICONS = { reasoning: Brain, tools: Wrench, images: Image } as const satisfies Record<
  keyof ModelInfo['can'],
  LucideIcon
>;

/** What a model can do, as labelled icons. */
function Abilities({ can }: Pick<ModelInfo, 'can'>) {
  const { abilities } = useShellTranslations().models;
  return (
    <span className="flex shrink-0 gap-1.5 text-muted">
      {(Object.keys(ICONS) as (keyof typeof ICONS)[])
        .filter((ability) => can[ability])
        .map((ability) => {
          const Icon = ICONS[ability];
          return <Icon key={ability} className="size-3.5" role="img" aria-label={abilities[ability]} />;
        })}
    </span>
  );
}
