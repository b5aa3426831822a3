import { useEffect, useId, useRef } from 'react';
import { insertIntoComposer, isComposerField } from '#lib/client/composer/composer-field.ts';
import { showToast } from '#lib/client/shell/shell-state.ts';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';

const SECONDARY =
  'rounded-lg border border-line px-3 py-1.5 transition-colors duration-150 hover:bg-surface touch:min-h-11';
const PRIMARY =
  'rounded-lg bg-accent px-3 py-1.5 text-on-accent transition-opacity duration-150 hover:opacity-90 touch:min-h-11';

/** Asks whether a tool call may run. One press denies it; afterwards the reader can tell the model why. */
export function Consent({ title, onAnswer }: { title: string; onAnswer(answer: ConsentAnswer): void }) {
  const t = useToolTranslations();
  const first = useTabFromComposer();
  const questionId = useId();
  const deny = () => {
    onAnswer({ allow: false });
    showToast(t.deniedTool(title), {
      label: t.sayWhy,
      run: () => insertIntoComposer(t.deniedBecause(title)),
    });
  };
  return (
    <fieldset aria-labelledby={questionId} className="flex flex-col gap-2 border-t border-line pt-2">
      <p id={questionId}>{t.allowRun(title)}</p>
      <div className="flex flex-wrap gap-2">
        <button ref={first} type="button" className={PRIMARY} onClick={() => onAnswer({ allow: 'once' })}>
          {t.allowOnce}
        </button>
        <button
          type="button"
          aria-label={t.allowAlways}
          className={SECONDARY}
          onClick={() => onAnswer({ allow: 'always' })}
        >
          <span className="max-sm:hidden">{t.allowAlways}</span>
          <span className="sm:hidden">{t.allowAlwaysShort}</span>
        </button>
        <button type="button" className={SECONDARY} onClick={deny}>
          {t.deny}
        </button>
      </div>
    </fieldset>
  );
}

/**
 * Makes Tab lead from the composer, or from nowhere, to the element of the returned ref, which stands before the composer: nothing else can
 * be done in the chat until the call is answered. With several calls, the first one that asked gets the focus.
 */
function useTabFromComposer() {
  const target = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Tab' || event.shiftKey || event.defaultPrevented) return;
      const { target: from } = event;
      // Someone who has begun to write goes on to Send.
      if (isComposerField(from) ? from.value !== '' : from !== document.body) return;
      event.preventDefault();
      target.current?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return target;
}
