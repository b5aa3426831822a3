import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Versions } from '#lib/client/history/tree.ts';
import { useTalkTexts } from '#lib/i18n/use-talk-texts.ts';
import { SmallButton } from './small-button.tsx';
import { useTalk } from './talk-context.ts';

/** Which version of a message is shown, and the way to the others: `‹ 2/3 ›`. */
export function VersionSwitch({ versions }: { versions: Versions }) {
  const texts = useTalkTexts();
  const talk = useTalk();
  const { ids, index } = versions;
  const before = ids[index - 1];
  const after = ids[index + 1];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <span role="group" aria-label={texts.versions} className="flex items-center text-sm text-muted">
      <SmallButton
        icon={ChevronLeft}
        label={texts.previous}
        disabled={before === undefined}
        onClick={() => before && talk.switchTo(before)}
      />
      <span className="tabular-nums" aria-live="polite">
        {texts.versionOf(index + 1, ids.length)}
      </span>
      <SmallButton
        icon={ChevronRight}
        label={texts.next}
        disabled={after === undefined}
        onClick={() => after && talk.switchTo(after)}
      />
    </span>
  );
}
