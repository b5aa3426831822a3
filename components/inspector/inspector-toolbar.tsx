import { Download, FolderOpen, Play, Terminal } from 'lucide-react';
import { useRef } from 'react';
import { buildCurlOf } from '#lib/client/recording/build-curl.ts';
import { toBlob } from '#lib/client/recording/recordings.ts';
import type { ShownRecording } from '#lib/client/recording/use-recording.ts';
import { openReplay } from '#lib/client/replay/replay-state.ts';
import { saveFile } from '#lib/client/shell/save-file.ts';
import { closeOverlay, showToast } from '#lib/client/shell/shell-state.ts';
import { useInspectorTranslations } from '#lib/i18n/inspector-translations.ts';
import { useReplayTranslations } from '#lib/i18n/replay-translations.ts';
import { RECORDING_EXTENSION, RECORDING_MEDIA_TYPE } from '#lib/protocol/recording/recording.ts';
import { FileInput } from '../ui/file-input.tsx';
import { SmallButton } from '../ui/small-button.tsx';

type InspectorToolbarProps = { recording: ShownRecording | undefined; onOpen(file: Blob): Promise<void> };

/** Takes a recording out of the browser and into it. */
export function InspectorToolbar({ recording, onOpen }: InspectorToolbarProps) {
  const t = useInspectorTranslations();
  const { title: replayTitle } = useReplayTranslations();
  const picker = useRef<HTMLInputElement>(null);
  const copyCurl = async (runId: string) => {
    try {
      const command = await buildCurlOf(runId, location.origin);
      if (command === undefined) throw new Error('The chat is gone.');
      await navigator.clipboard.writeText(command);
      showToast(t.copied);
    } catch {
      showToast(t.notCopied);
    }
  };
  const replay = ({ header, timeline, isOwn }: ShownRecording) => {
    if (!isOwn) closeOverlay(); // opened again after the replay, the inspector would not have the file
    openReplay({ header, lines: [...timeline.lines] });
  };
  return (
    <span className="flex shrink-0">
      {recording && <SmallButton icon={Play} label={replayTitle} onClick={() => replay(recording)} />}
      {recording?.isOwn && (
        <SmallButton
          icon={Terminal}
          label={t.copyCurl}
          onClick={() => void copyCurl(recording.header.runId)}
        />
      )}
      {recording && (
        <SmallButton
          icon={Download}
          label={t.download}
          onClick={() => {
            const { header, timeline } = recording;
            const file = toBlob({ header, lines: timeline.lines }, RECORDING_MEDIA_TYPE);
            saveFile(file, `${header.runId}${RECORDING_EXTENSION}`);
          }}
        />
      )}
      <SmallButton icon={FolderOpen} label={t.import} onClick={() => picker.current?.click()} />
      <FileInput
        ref={picker}
        accept=".jsonl,application/jsonl"
        label={t.import}
        onChoose={(file) => void onOpen(file)}
      />
    </span>
  );
}
