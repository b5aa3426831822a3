import { ChevronDown } from 'lucide-react';
import { useRef, useState } from 'react';
import { openOverlay } from '#lib/client/shell/shell-state.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { LazyPart } from '../ui/lazy-part.tsx';

const ownKeyMark = lazyValue(() => import('./own-key-mark.tsx').then((module) => module.OwnKeyMark));
const modelList = lazyValue(() => import('./model-list.tsx').then((module) => module.ModelList));

/** Shows the chosen model and opens the list of models. If there is only one, it is shown as plain text. */
export function ModelPicker({ models }: { models: Models }) {
  const t = useTranslations();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const offered = models.catalogue?.models ?? [];
  const chosen = offered.find((model) => model.id === models.chosen);
  if (chosen === undefined) return null;
  if (offered.length === 1) return <span className="truncate px-2 text-sm text-muted">{chosen.label}</span>;
  return (
    <>
      {chosen.ownKey && (
        <LazyPart part={ownKeyMark} compact>
          {(OwnKeyMark) => <OwnKeyMark />}
        </LazyPart>
      )}
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={t.modelIs(chosen.label)}
        onClick={() => setOpen(!open)}
        className="flex h-10 max-w-64 min-w-0 items-center gap-1 rounded-lg px-2 text-sm text-muted transition-colors duration-150 hover:bg-surface hover:text-ink aria-expanded:bg-surface touch:h-11"
      >
        <span className="truncate">{chosen.label}</span>
        <ChevronDown className="size-3.5 shrink-0" aria-hidden />
      </button>
      {open && (
        <LazyPart
          part={modelList}
          className="absolute top-full right-2 rounded-xl border border-line bg-raised px-4 py-2 shadow-lg"
        >
          {(ModelList) => (
            <ModelList
              models={offered}
              chosen={chosen.id}
              button={button}
              onChoose={(id) => id && models.choose(id)}
              onCompare={() => openOverlay('compare')}
              onClose={() => setOpen(false)}
            />
          )}
        </LazyPart>
      )}
    </>
  );
}
