import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { SmallButton } from '#components/ui/small-button.tsx';
import type { Versions } from '#lib/client/history/message-tree.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useMessageActions } from '../message-actions-context.ts';

type Direction = 'previous' | 'next';

/** The last step. The pressed button is unmounted with its message, so the new message's switch takes the focus. */
let lastStep: { messageId: string; direction: Direction } | undefined;

/** Shows which version of a message is selected and switches to the others: `‹ 2/3 ›`. */
export function VersionSwitch({ versions }: { versions: Versions }) {
  const t = useMessageTranslations();
  const actions = useMessageActions();
  const buttons = { previous: useRef<HTMLButtonElement>(null), next: useRef<HTMLButtonElement>(null) };
  const { ids, index } = versions;
  const shown = ids[index];

  // biome-ignore lint/correctness/useExhaustiveDependencies: the refs never change
  useEffect(() => {
    if (lastStep === undefined || lastStep.messageId !== shown) return;
    buttons[lastStep.direction].current?.focus({ preventScroll: true });
    lastStep = undefined;
  }, [shown]);

  const step = (direction: Direction, messageId: string | undefined) => ({
    ref: buttons[direction],
    // Not `disabled`, so that the button keeps the focus at the first and last version.
    'aria-disabled': messageId === undefined,
    onClick: () => {
      if (messageId === undefined) return;
      lastStep = { messageId, direction };
      actions.switchTo(messageId);
    },
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <span role="group" aria-label={t.versions} className="flex items-center text-sm text-muted">
      <SmallButton icon={ChevronLeft} label={t.previous} {...step('previous', ids[index - 1])} />
      <span className="tabular-nums" aria-live="polite">
        {t.versionOf(index + 1, ids.length)}
      </span>
      <SmallButton icon={ChevronRight} label={t.next} {...step('next', ids[index + 1])} />
    </span>
  );
}
