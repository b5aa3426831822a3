import { useLayoutEffect, useRef } from 'react';
import { returnToComposer } from '#lib/client/composer/composer-field.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';

export type PartFailureProps = {
  text: string;
  onRetry(): void;
  /** A retry is in progress. The button stays focusable, so that the focus is not lost if the retry fails too. */
  retrying?: boolean;
  /** A second button, to give up on the part. */
  cancel?: { label: string; onClick(): void } | undefined;
  /** Leaves the sentence to screen readers and the tooltip, where there is no room for it. */
  compact?: boolean | undefined;
  className?: string | undefined;
};

const LINK =
  'rounded-md text-accent underline-offset-4 hover:underline aria-disabled:opacity-50 touch:min-h-11';

/** Takes the place of a part of the page that is unavailable, and offers a retry. */
export function PartFailure(props: PartFailureProps) {
  const { text, onRetry, retrying = false, cancel, compact = false, className = '' } = props;
  const t = useTranslations();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = box;
    return () => {
      if (!current?.contains(document.activeElement)) return;
      // The loaded part may take the focus itself; otherwise the composer does.
      queueMicrotask(() => document.activeElement === document.body && returnToComposer());
    };
  }, []);
  return (
    <div ref={box} className={`flex flex-wrap items-center gap-x-3 gap-y-1 text-sm ${className}`}>
      <p role="alert" className={compact ? 'sr-only' : 'text-danger'}>
        {retrying ? t.loading : text}
      </p>
      <button
        type="button"
        className={LINK}
        title={compact ? text : undefined}
        aria-disabled={retrying}
        onClick={() => retrying || onRetry()}
      >
        {t.retry}
      </button>
      {cancel && (
        <button type="button" className={LINK} onClick={cancel.onClick}>
          {cancel.label}
        </button>
      )}
    </div>
  );
}
