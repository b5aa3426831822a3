import { useRef, useState } from 'react';
import { importRecording } from '#lib/client/recording/recordings.ts';
import { openReplay } from '#lib/client/replay/replay-state.ts';
import { useReplayTranslations } from '#lib/i18n/replay-translations.ts';
import { RECORDING_MEDIA_TYPE } from '#lib/protocol/recording/recording.ts';
import { FileInput } from '../ui/file-input.tsx';

/** A button that opens the file of a recording, and what is wrong with the file. */
export function OpenRecording() {
  const t = useReplayTranslations();
  const picker = useRef<HTMLInputElement>(null);
  const [notice, setNotice] = useState<string>();
  const read = async (file: File) => {
    setNotice(t.reading);
    try {
      const recording = await importRecording(file);
      if (picker.current === null) return; // the dialog has been closed meanwhile
      openReplay(recording);
      setNotice(undefined);
    } catch (error) {
      setNotice(t.notRead(error instanceof Error ? error.message : String(error)));
    }
  };
  return (
    <>
      <button
        type="button"
        onClick={() => picker.current?.click()}
        className="min-h-9 shrink-0 rounded-lg border border-line px-3 text-sm transition-colors duration-150 hover:bg-surface touch:min-h-11"
      >
        {t.open}
      </button>
      <FileInput
        ref={picker}
        accept={`.jsonl,.txt,${RECORDING_MEDIA_TYPE}`}
        label={t.open}
        onChoose={(file) => void read(file)}
      />
      <p role="status" className="basis-full text-sm wrap-anywhere text-muted empty:hidden">
        {notice}
      </p>
    </>
  );
}
