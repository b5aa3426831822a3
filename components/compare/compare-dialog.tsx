import { useState } from 'react';
import { chooseModels, findChosenModels } from '#lib/client/chat/compare/chosen-models.ts';
import { readLocal, writeLocal } from '#lib/client/platform/local-storage.ts';
import { closeOverlay } from '#lib/client/shell/shell-state.ts';
import { useCompareTranslations } from '#lib/i18n/compare-translations.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { describeModel } from '../header/model-list.tsx';
import { CheckboxField } from '../settings/fields/checkbox-field.tsx';
import type { OverlayProps } from '../shell/overlay-props.ts';
import { DialogFrame } from '../ui/dialog-frame.tsx';

/** Where the ids of the models that were compared last are stored, in lines. */
const LAST_KEY = 'runnel.compared';
const LEAST = 2;
const MOST = 4;

/** Chooses the models that answer the next question side by side. */
export function CompareDialog({ chatId, models }: Pick<OverlayProps, 'chatId' | 'models'>) {
  const t = useCompareTranslations();
  const { models: listTranslations } = useShellTranslations();
  const offered = models.catalogue?.models ?? [];
  const [chosen, setChosen] = useState<readonly string[]>(() => {
    const last = findChosenModels(chatId) ?? readLocal(LAST_KEY)?.split('\n') ?? [models.chosen];
    return offered.map(({ id }) => id).filter((id) => last.includes(id));
  });
  const hasHosts = new Set(offered.map(({ provider }) => provider)).size > 1;
  const isFull = chosen.length >= MOST;
  const submit = () => {
    writeLocal(LAST_KEY, chosen.join('\n'));
    chooseModels(chatId, chosen);
    closeOverlay();
  };
  return (
    <DialogFrame title={t.title}>
      <form
        className="flex min-h-0 flex-1 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <fieldset className="min-h-0 flex-1 overflow-y-auto px-5 py-4">
          <legend className="sr-only">{t.models}</legend>
          <p className="mb-3 text-sm text-muted">{t.about}</p>
          <div className="-mx-2">
            {offered.map((model) => {
              const isChosen = chosen.includes(model.id);
              return (
                <CheckboxField
                  key={model.id}
                  checked={isChosen}
                  disabled={isFull && !isChosen}
                  label={model.label}
                  hint={describeModel(model, hasHosts, listTranslations)}
                  onChange={(checked) =>
                    setChosen(
                      offered
                        .map(({ id }) => id)
                        .filter((id) => (id === model.id ? checked : chosen.includes(id))),
                    )
                  }
                />
              );
            })}
          </div>
        </fieldset>
        <div className="flex items-center gap-3 border-t border-line px-5 py-3">
          <p className="min-w-0 flex-1 text-sm text-muted" role="status">
            {isFull && t.most(MOST)}
          </p>
          <button
            type="submit"
            disabled={chosen.length < LEAST}
            className="min-h-10 rounded-full bg-accent px-5 text-sm font-medium text-on-accent disabled:bg-line disabled:text-muted touch:min-h-11"
          >
            {t.submit}
          </button>
        </div>
      </form>
    </DialogFrame>
  );
}
