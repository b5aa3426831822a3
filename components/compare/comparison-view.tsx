import './comparison.css';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect } from 'react';
import type { ComparedAnswer, ShownComparison } from '#lib/client/chat/chat-state.ts';
import { useColumnScroll, useComparedAnswers } from '#lib/client/chat/compare/use-comparison.ts';
import { returnToComposer } from '#lib/client/composer/composer-field.ts';
import { showToast } from '#lib/client/shell/shell-state.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useCompareTranslations } from '#lib/i18n/compare-translations.ts';
import { SmallButton } from '../ui/small-button.tsx';
import { AnswerColumn } from './answer-column.tsx';
import { labelOf } from './model-label.ts';

/** Longer lines are hard to read. */
const WIDEST_REM = 34;

type ComparisonViewProps = { comparison: ShownComparison; models: Models };

/** The compared answers side by side. Where they do not fit, the row can be swiped. */
export function ComparisonView({ comparison, models }: ComparisonViewProps) {
  const t = useCompareTranslations();
  const { answers } = useComparedAnswers(comparison);
  const { row, show, position, isFirst, isLast } = useColumnScroll(answers.length);
  const { questionId } = comparison;
  // The answers are read from their beginning.
  useEffect(() => {
    document.getElementById(`message-${questionId}`)?.scrollIntoView({ block: 'start' });
  }, [questionId]);
  const keep = (answer: ComparedAnswer, label: string) => {
    if (models.catalogue?.models.some(({ id }) => id === answer.model)) models.choose(answer.model);
    comparison.keep(answer.answerId);
    showToast(t.kept(label));
    returnToComposer();
  };
  const shown = answers[position];
  return (
    <section
      aria-label={t.region}
      data-comparison
      className="mt-2"
      style={{ maxWidth: `${answers.length * WIDEST_REM}rem` }}
    >
      {!(isFirst && isLast) && (
        <nav
          aria-label={t.answers}
          className="mb-2 flex items-center justify-center gap-2 text-sm text-muted"
        >
          <SmallButton
            icon={ChevronLeft}
            label={t.previous}
            aria-disabled={isFirst}
            onClick={() => isFirst || show(position - 1)}
          />
          <span className="flex min-w-0 items-center gap-2" aria-live="polite">
            <span className="tabular-nums">{t.position(position + 1, answers.length)}</span>
            <span className="truncate">{shown && labelOf(shown.model, models)}</span>
          </span>
          <SmallButton
            icon={ChevronRight}
            label={t.next}
            aria-disabled={isLast}
            onClick={() => isLast || show(position + 1)}
          />
        </nav>
      )}
      <div ref={row} data-columns>
        {answers.map((answer, index) => {
          const label = labelOf(answer.model, models);
          return (
            <AnswerColumn
              // biome-ignore lint/suspicious/noArrayIndexKey: the answers have fixed places
              key={index}
              answer={answer}
              answers={answers}
              label={label}
              onKeep={() => keep(answer, label)}
            />
          );
        })}
      </div>
    </section>
  );
}
