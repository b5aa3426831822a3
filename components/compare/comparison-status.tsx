import { useEffect, useRef, useState } from 'react';
import { showNotification } from '#lib/client/attention/answer-notifications.ts';
import type { ComparedAnswer, ShownComparison } from '#lib/client/chat/chat-state.ts';
import { useComparedAnswers } from '#lib/client/chat/compare/use-comparison.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import { useCompareTranslations } from '#lib/i18n/compare-translations.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import type { ChatId } from '#lib/protocol/ids.ts';
import { labelOf } from './model-label.ts';

type ComparisonStatusProps = {
  chatId: ChatId | undefined;
  comparison: ShownComparison;
  models: Models;
  /** Another version of the question is shown. */
  hidden: boolean;
};

const LINK = 'rounded-md text-accent underline-offset-4 hover:underline touch:min-h-11';

/** The state of a comparison in one line above the composer, and what the reader has to do. */
export function ComparisonStatus({ chatId, comparison, models, hidden }: ComparisonStatusProps) {
  const t = useCompareTranslations();
  const { answers, live } = useComparedAnswers(comparison);
  const announcement = useAnnouncement({ chatId, live, models });
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-x-3 text-sm text-muted" data-comparison-status>
      <p className="flex min-w-0 items-center gap-2">
        {live.length > 0 && (
          <span className="size-1.5 shrink-0 animate-breathe rounded-full bg-accent" aria-hidden />
        )}
        {hidden ? t.elsewhere : live.length > 0 ? t.answering(live.length, answers.length) : t.keepToContinue}
      </p>
      {hidden && (
        <button type="button" className={LINK} onClick={() => comparison.show()}>
          {t.view}
        </button>
      )}
      {live.length > 1 && (
        <button type="button" className={LINK} onClick={() => comparison.stop()}>
          {t.stopAll}
        </button>
      )}
      <p className="sr-only" aria-live="polite">
        {announcement}
      </p>
    </div>
  );
}

type AnnouncementOptions = Pick<ComparisonStatusProps, 'chatId' | 'models'> & {
  live: readonly ComparedAnswer[];
};

/** Says which models have finished. When all have, a reader who looks elsewhere is notified. */
function useAnnouncement({ chatId, live, models }: AnnouncementOptions): string {
  const t = useCompareTranslations();
  const { name } = useTranslations();
  const [announcement, setAnnouncement] = useState('');
  const before = useRef(live);
  useEffect(() => {
    const ended = before.current.filter((answer) => !live.includes(answer));
    before.current = live;
    if (ended.length === 0) return;
    const isOver = live.length === 0;
    setAnnouncement(
      isOver ? t.allEnded : ended.map(({ model }) => t.ended(labelOf(model, models))).join(' '),
    );
    if (isOver && document.visibilityState !== 'visible')
      void showNotification({ title: name, body: t.allEnded, path: `/chats/${chatId}` });
  }, [live, models, chatId, t, name]);
  return announcement;
}
