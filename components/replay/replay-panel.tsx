import { type KeyboardEvent, useMemo } from 'react';
import { useFollowEnd } from '#lib/client/replay/use-follow-end.ts';
import { useReplay } from '#lib/client/replay/use-replay.ts';
import { usesSingleKeys } from '#lib/client/shell/shortcuts/single-keys.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useReplayTranslations } from '#lib/i18n/replay-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { Recording } from '#lib/protocol/recording/recording.ts';
import { Message } from '../message/message.tsx';
import { OpenRecording } from './open-recording.tsx';
import { ReplayControls } from './replay-controls.tsx';
import { ReplayStatus } from './replay-status.tsx';

/** A recorded run in the components of a live answer, and the controls that play it. */
export function ReplayPanel({ recording, at }: { recording: Recording; at?: number | undefined }) {
  const t = useReplayTranslations();
  const { player, view } = useReplay(recording, at);
  const area = useFollowEnd<HTMLElement>();
  const onKeyDown = (event: KeyboardEvent) => {
    const action = { ' ': toggle, k: toggle, ',': () => player.step(-1), '.': () => player.step(1) }[
      event.key
    ];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || isControl(event)) return;
    if (event.key !== ' ' && !usesSingleKeys()) return;
    event.preventDefault();
    action();
  };
  const toggle = () => (player.state.isPlaying ? player.pause() : player.play());
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: shortcuts of the buttons in it
    <div className="flex min-h-0 flex-1 flex-col" onKeyDown={onKeyDown}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-1.5 pr-3 pl-5">
        <Facts recording={recording} />
        <OpenRecording />
      </div>
      <section
        ref={area}
        aria-label={t.answer}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto px-5 py-4 -outline-offset-2 [overflow-anchor:none]"
      >
        <div>
          <Message message={view.message} streaming={view.status !== undefined} editing={false} />
        </div>
      </section>
      <ReplayStatus player={player} view={view} />
      <ReplayControls player={player} view={view} count={recording.lines.length} />
    </div>
  );
}

/** Whether a key has a use of its own where it was pressed. */
function isControl({ key, target }: KeyboardEvent): boolean {
  const control = (target as Element).closest(
    'button, summary, a, select, textarea, input:not([type=range])',
  );
  return control !== null && (key === ' ' || control.matches('select, textarea, input'));
}

/** The model, when the run was recorded, and by which program. */
function Facts({ recording: { header } }: { recording: Recording }) {
  const language = LANGUAGE_TAGS[useLocale()];
  const recordedAt = useMemo(
    () =>
      new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(
        header.startedAt,
      ),
    [language, header],
  );
  return (
    <p className="min-w-0 flex-1 truncate text-sm text-muted tabular-nums">
      {[header.model, recordedAt, header.app].filter(Boolean).join(' · ')}
    </p>
  );
}
