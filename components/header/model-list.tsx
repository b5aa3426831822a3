import { Command } from 'cmdk';
import { Check, Columns2 } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { RefObject } from 'react';
import { matchScore } from '#lib/client/shell/match-score.ts';
import { useCompareTranslations } from '#lib/i18n/compare-translations.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';

type ModelListProps = {
  models: readonly ModelInfo[];
  chosen: string | undefined;
  /** The first item, which chooses no model, if there may be none. */
  unset?: string;
  /** Where the list opens, and what has the focus afterwards. */
  button: RefObject<HTMLButtonElement | null>;
  onChoose(id: string | undefined): void;
  /** Present if several models can be compared. Called when the list has closed. */
  onCompare?: () => void;
  onClose(): void;
};

/** The available models with their abilities, filtered by what is typed. */
export function ModelList({ models, chosen, unset, button, onChoose, onCompare, onClose }: ModelListProps) {
  const t = useShellTranslations();
  const compare = useCompareTranslations();
  const hasHosts = new Set(models.map(({ provider }) => provider)).size > 1;
  const choose = (id: string | undefined) => {
    onChoose(id);
    onClose();
  };
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Anchor virtualRef={button as RefObject<HTMLButtonElement>} />
      {/* Inside the dialog that it opens from, because a dialog takes the pointer and the wheel from the rest of the page. */}
      <Popover.Portal container={button.current?.closest<HTMLElement>('[role=dialog]') ?? null}>
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
          <Command filter={matchScore} label={t.models.choose} {...(chosen ? { defaultValue: chosen } : {})}>
            <Command.Input
              placeholder={t.models.search}
              className="w-full border-b border-line bg-transparent px-4 py-3 text-sm outline-none placeholder:text-muted"
            />
            <Command.List label={t.models.list} className="max-h-[min(24rem,60dvh)] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-sm text-muted">
                {t.models.none}
              </Command.Empty>
              {unset !== undefined && (
                <Item
                  value="unset"
                  keywords={[unset]}
                  label={unset}
                  isChosen={chosen === undefined}
                  onSelect={() => choose(undefined)}
                />
              )}
              {models.map((model) => (
                <Item
                  key={model.id}
                  value={model.id}
                  keywords={[model.label, model.provider]}
                  label={model.label}
                  note={describeModel(model, hasHosts, t.models)}
                  isChosen={model.id === chosen}
                  onSelect={() => choose(model.id)}
                />
              ))}
            </Command.List>
          </Command>
          {onCompare && (
            <div className="border-t border-line p-1.5">
              <button
                type="button"
                onClick={() => {
                  onClose();
                  setTimeout(onCompare); // the button has the focus by then, to which it returns from there
                }}
                className="flex min-h-11 w-full items-center gap-2 rounded-lg px-3 text-sm -outline-offset-2 hover:bg-line/50"
              >
                <Columns2 className="size-4 text-muted" aria-hidden />
                {compare.choose}
              </button>
            </div>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

type ItemProps = {
  value: string;
  keywords: string[];
  label: string;
  note?: string;
  isChosen: boolean;
  onSelect(): void;
};

function Item({ value, keywords, label, note = '', isChosen, onSelect }: ItemProps) {
  return (
    <Command.Item
      value={value}
      keywords={keywords}
      onSelect={onSelect}
      className="flex min-h-11 cursor-pointer items-center gap-2 rounded-lg px-3 py-1.5 text-sm data-[selected=true]:bg-line/50"
    >
      <Check className={`size-4 shrink-0 text-accent ${isChosen ? '' : 'invisible'}`} aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="block wrap-anywhere">{label}</span>
        <span className="block text-xs text-muted">{note}</span>
      </span>
    </Command.Item>
  );
}

/** The host of a model, if it distinguishes models, and the abilities of the model. */
export function describeModel(
  { provider, ownKey, can }: ModelInfo,
  hasHosts: boolean,
  t: ReturnType<typeof useShellTranslations>['models'],
): string {
  const abilities = (['reasoning', 'tools', 'images'] as const).filter((name) => can[name]);
  return [hasHosts && provider, ownKey && t.yourKey, ...abilities.map((name) => t.abilities[name])]
    .filter(Boolean)
    .join(' · ');
}
