import { ChevronDown } from 'lucide-react';
import { useRef, useState } from 'react';
import { ModelList } from '#components/header/model-list.tsx';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import { CONTROL, Field } from './field.tsx';

type ModelFieldProps = {
  /** The id of the chosen model, if there is one. */
  own: string | undefined;
  /** The id of the model that is used otherwise. */
  inherited: string | undefined;
  /** Describes the choice of no model. */
  unset: string;
  models: readonly ModelInfo[];
  onChoose(id: string | undefined): void;
};

/** Chooses a model from the same list as the header. */
export function ModelField({ own, inherited, unset, models, onChoose }: ModelFieldProps) {
  const { settings: t } = useShellTranslations();
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(own);
  const labelOf = (id: string) => models.find((model) => model.id === id)?.label ?? id;
  const none = inherited ? `${unset} (${labelOf(inherited)})` : unset;
  const label = chosen === undefined ? none : labelOf(chosen);
  return (
    <Field label={t.model}>
      {(attributes) => (
        <>
          <button
            {...attributes}
            ref={button}
            type="button"
            aria-haspopup="dialog"
            aria-expanded={isOpen}
            aria-label={`${t.model}: ${label}`}
            onClick={() => setOpen(!isOpen)}
            className={`${CONTROL} flex items-center justify-between gap-2 text-left`}
          >
            <span className="min-w-0 wrap-anywhere">{label}</span>
            <ChevronDown className="size-4 shrink-0 text-muted" aria-hidden />
          </button>
          {isOpen && (
            <ModelList
              models={models}
              chosen={chosen}
              unset={none}
              button={button}
              onChoose={(id) => {
                setChosen(id);
                onChoose(id);
              }}
              onClose={() => setOpen(false)}
            />
          )}
        </>
      )}
    </Field>
  );
}
