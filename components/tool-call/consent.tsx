import { useId, useState } from 'react';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';

const SECONDARY = 'rounded-lg border border-line px-3 py-1.5 transition-colors duration-150 hover:bg-surface';
const PRIMARY =
  'rounded-lg bg-accent px-3 py-1.5 text-on-accent transition-opacity duration-150 hover:opacity-90';

/** Asks whether a tool call may run. A denial can include a reason. */
export function Consent({ title, onAnswer }: { title: string; onAnswer(answer: ConsentAnswer): void }) {
  const t = useToolTranslations();
  const [denying, setDenying] = useState(false);
  const [reason, setReason] = useState('');
  const questionId = useId();
  return (
    <fieldset aria-labelledby={questionId} className="flex flex-col gap-2 border-t border-line pt-2">
      <p id={questionId}>{t.allowRun(title)}</p>
      {denying ? (
        <form
          className="flex flex-wrap gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            onAnswer({ allow: false, ...(reason.trim() ? { reason: reason.trim() } : {}) });
          }}
        >
          <input
            // biome-ignore lint/a11y/noAutofocus: the user has just asked to give a reason
            autoFocus
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setDenying(false);
            }}
            aria-label={t.reason}
            placeholder={t.reasonPlaceholder}
            className="min-w-0 flex-1 basis-48 rounded-lg border border-edge bg-page px-3 py-1.5 text-base sm:text-sm"
          />
          <button type="submit" className={PRIMARY}>
            {t.deny}
          </button>
          <button type="button" className={SECONDARY} onClick={() => setDenying(false)}>
            {t.back}
          </button>
        </form>
      ) : (
        <div className="flex flex-wrap gap-2">
          <button type="button" className={PRIMARY} onClick={() => onAnswer({ allow: 'once' })}>
            {t.allowOnce}
          </button>
          <button type="button" className={SECONDARY} onClick={() => onAnswer({ allow: 'always' })}>
            {t.allowAlways}
          </button>
          <button type="button" className={SECONDARY} onClick={() => setDenying(true)}>
            {t.deny}
          </button>
        </div>
      )}
    </fieldset>
  );
}
