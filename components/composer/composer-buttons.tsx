import { useRef } from 'react';
import { returnToComposer } from '#lib/client/composer/composer-field.ts';
import { useTranslations } from '#lib/i18n/use-translations.tsx';
import { ArrowUp, CornerDownLeft, Paperclip, Square } from '../ui/icons.tsx';
import { SmallButton } from '../ui/small-button.tsx';

const ROUND =
  'grid size-9 shrink-0 place-items-center rounded-full transition-colors duration-150 disabled:bg-line disabled:text-muted touch:size-11';

export function AttachButton({ onFiles }: { onFiles(files: Iterable<File>): void }) {
  const { attach } = useTranslations().composer;
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <SmallButton
        icon={Paperclip}
        label={attach}
        className="size-9 rounded-full"
        onClick={() => picker.current?.click()}
      />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-label={attach}
        onChange={(event) => {
          onFiles(event.currentTarget.files ?? []);
          event.currentTarget.value = ''; // so that the same file can be chosen again
          returnToComposer();
        }}
      />
    </>
  );
}

type SendButtonsProps = { running: boolean; stopping: boolean; canSend: boolean; onStop(): void };

/** Send; while an answer is being written, Stop, and Add to queue once there is something to send. */
export function SendButtons({ running, stopping, canSend, onStop }: SendButtonsProps) {
  const t = useTranslations();
  return (
    <>
      {running && canSend && (
        <button
          type="submit"
          aria-label={t.composer.queue}
          title={t.composer.queue}
          className={`${ROUND} bg-accent text-on-accent`}
        >
          <CornerDownLeft className="size-4" aria-hidden />
        </button>
      )}
      {/* Both are the same element to React, so that the focus stays when one replaces the other. */}
      {running ? (
        <button
          type="button"
          onClick={onStop}
          disabled={stopping}
          aria-label={t.stop}
          title={t.stop}
          className={`${ROUND} bg-ink text-page`}
        >
          <Square className="size-3 fill-current" aria-hidden />
        </button>
      ) : (
        <button
          type="submit"
          disabled={!canSend}
          aria-label={t.send}
          title={t.send}
          className={`${ROUND} bg-accent text-on-accent`}
        >
          <ArrowUp className="size-4.5" aria-hidden />
        </button>
      )}
    </>
  );
}
