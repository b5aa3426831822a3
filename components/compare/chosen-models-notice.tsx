import { X } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { chooseModels, followChosenModels, getChosenModels } from '#lib/client/chat/compare/chosen-models.ts';
import { returnToComposer } from '#lib/client/composer/composer-field.ts';
import { openOverlay } from '#lib/client/shell/shell-state.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useCompareTranslations } from '#lib/i18n/compare-translations.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { SmallButton } from '../ui/small-button.tsx';
import { labelOf } from './model-label.ts';

type ChosenModelsNoticeProps = { chatId: ChatId; models: Models };

/** Says which models answer the next question side by side. */
export function ChosenModelsNotice({ chatId, models }: ChosenModelsNoticeProps) {
  const t = useCompareTranslations();
  const chosen = useSyncExternalStore(followChosenModels, getChosenModels, getChosenModels);
  if (chosen.chatId !== chatId || chosen.models.length === 0) return null;
  const labels = chosen.models.map((id) => labelOf(id, models));
  return (
    <div className="mb-2 flex items-center gap-x-3 rounded-2xl border border-line bg-surface py-1 pr-1 pl-4 text-sm">
      <p className="min-w-0 flex-1 wrap-anywhere" role="status">
        {t.nextQuestion(labels)}
      </p>
      <button
        type="button"
        className="shrink-0 rounded-md text-accent underline-offset-4 hover:underline touch:min-h-11"
        onClick={() => openOverlay('compare')}
      >
        {t.change}
      </button>
      <SmallButton
        icon={X}
        label={t.oneOnly}
        onClick={() => {
          chooseModels(chatId, []);
          returnToComposer();
        }}
      />
    </div>
  );
}
