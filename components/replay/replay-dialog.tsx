import { closeReplay, useReplayedRecording } from '#lib/client/replay/replay-state.ts';
import { useReplayTranslations } from '#lib/i18n/replay-translations.ts';
import { DialogFrame } from '../ui/dialog-frame.tsx';
import { OpenRecording } from './open-recording.tsx';
import { ReplayPanel } from './replay-panel.tsx';

/** Replays a recorded run, or offers to open the file of one. */
export function ReplayDialog() {
  const t = useReplayTranslations();
  const { recording, at, opened } = useReplayedRecording();
  return (
    <DialogFrame title={t.title} wide onClose={closeReplay}>
      {recording ? (
        <ReplayPanel key={opened} recording={recording} at={at} />
      ) : (
        <div className="m-auto flex max-w-sm flex-col items-center gap-4 p-6 text-center">
          <p className="text-muted">{t.about}</p>
          <OpenRecording />
        </div>
      )}
    </DialogFrame>
  );
}
