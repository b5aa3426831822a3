import type { ReplayView } from '#lib/client/replay/replay.ts';
import type { ReplayPlayer } from '#lib/client/replay/replay-player.ts';
import { usePosition } from '#lib/client/replay/use-replay.ts';
import { useReplayTranslations } from '#lib/i18n/replay-translations.ts';
import { StatusLine } from '../chat/status/status-line.tsx';

/** The status line as it was, or that the recording has ended. */
export function ReplayStatus({ player, view }: { player: ReplayPlayer; view: ReplayView }) {
  const t = useReplayTranslations();
  const position = usePosition(player, view);
  const isAtEnd = !view.isPlaying && position >= player.duration;
  return (
    <div className="min-h-7 px-5">
      {view.status && <StatusLine run={view.status} stopping={false} replayedAt={position} />}
      <p role="status" className="text-sm text-muted empty:hidden">
        {isAtEnd && (view.status ? t.cutOff : t.ended)}
      </p>
    </div>
  );
}
