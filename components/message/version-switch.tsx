import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Versions } from '#lib/client/history/message-tree.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { SmallButton } from '../ui/small-button.tsx';
import { useMessageActions } from './message-actions-context.ts';

type Direction = 'before' | 'after';

/** Where the reader stepped last. The switch that is pressed goes with its message; the one of the next takes its focus. */
let stepped: { messageId: string; direction: Direction } | undefined;

/** Which version of a message is shown, and the way to the others: `‹ 2/3 ›`. */
export function VersionSwitch({ versions }: { versions: Versions }) {
  const t = useMessageTranslations();
  const actions = useMessageActions();
  const buttons = { before: useRef<HTMLButtonElement>(null), after: useRef<HTMLButtonElement>(null) };
  const { ids, index } = versions;
  const shown = ids[index];

  // biome-ignore lint/correctness/useExhaustiveDependencies: the buttons are the same for as long as the message is
  useEffect(() => {
    if (stepped === undefined || stepped.messageId !== shown) return;
    buttons[stepped.direction].current?.focus({ preventScroll: true });
    stepped = undefined;
  }, [shown]);

  const step = (direction: Direction, messageId: string | undefined) => ({
    ref: buttons[direction],
    // Not `disabled`: at the last version the focus stays where it was pressed.
    'aria-disabled': messageId === undefined,
    onClick: () => {
      if (messageId === undefined) return;
      stepped = { messageId, direction };
      actions.switchTo(messageId);
    },
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <span role="group" aria-label={t.versions} className="flex items-center text-sm text-muted">
      <SmallButton icon={ChevronLeft} label={t.previous} {...step('before', ids[index - 1])} />
      <span className="tabular-nums" aria-live="polite">
        {t.versionOf(index + 1, ids.length)}
      </span>
      <SmallButton icon={ChevronRight} label={t.next} {...step('after', ids[index + 1])} />
    </span>
  );
}
