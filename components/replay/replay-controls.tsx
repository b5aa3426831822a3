import { Pause, Play, StepBack, StepForward } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react';
import { describeLine, formatPosition } from '#lib/client/replay/describe-line.ts';
import type { ReplayView } from '#lib/client/replay/replay.ts';
import { type ReplayPlayer, SPEEDS, type Speed } from '#lib/client/replay/replay-player.ts';
import { usePosition } from '#lib/client/replay/use-replay.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useReplayTranslations } from '#lib/i18n/replay-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import { SmallButton } from '../ui/small-button.tsx';

type ControlsProps = {
  player: ReplayPlayer;
  view: ReplayView;
  /** The number of lines of the recording. */
  count: number;
};

/** Plays, pauses, seeks and steps. */
export function ReplayControls({ player, view, count }: ControlsProps) {
  const t = useReplayTranslations();
  const { isPlaying, speed } = view;
  const playButton = useRef<HTMLButtonElement>(null);
  // Before the dialog would give the focus to its close button.
  useEffect(() => playButton.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div
      role="group"
      aria-label={t.controls}
      className="flex flex-wrap items-center gap-x-2 gap-y-1.5 border-t border-line px-3 pt-1.5 pb-[max(0.5rem,env(safe-area-inset-bottom))]"
    >
      <SeekBar player={player} view={view} />
      <SmallButton icon={StepBack} label={t.stepBack} aria-keyshortcuts="," onClick={() => player.step(-1)} />
      <SmallButton
        ref={playButton}
        icon={isPlaying ? Pause : Play}
        label={isPlaying ? t.pause : t.play}
        aria-keyshortcuts="k"
        onClick={() => (player.state.isPlaying ? player.pause() : player.play())}
      />
      <SmallButton
        icon={StepForward}
        label={t.stepForward}
        aria-keyshortcuts="."
        onClick={() => player.step(1)}
      />
      <label className="ml-auto flex items-center gap-2 text-sm text-muted sm:order-last">
        {t.speed}
        <select
          value={speed}
          onChange={({ target }) => player.setSpeed(Number(target.value) as Speed)}
          className="min-h-9 rounded-lg border border-edge bg-page px-2 text-ink tabular-nums touch:min-h-11"
        >
          {SPEEDS.map((value) => (
            <option key={value} value={value}>
              {value}×
            </option>
          ))}
        </select>
      </label>
      <CurrentLine view={view} count={count} />
    </div>
  );
}

function SeekBar({ player, view }: Pick<ControlsProps, 'player' | 'view'>) {
  const t = useReplayTranslations();
  const { duration } = player;
  const position = usePosition(player, view);
  const total = formatPosition(duration);
  const now = formatPosition(position);
  const bar = useRef<HTMLInputElement>(null);
  // Not as a controlled value: React would put the old one back until the next frame has the new position.
  useLayoutEffect(() => {
    if (bar.current) bar.current.value = String(position);
  }, [position]);
  const step = Math.min(5_000, Math.max(100, duration / 50));
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5 }[
      event.key
    ];
    if (by === undefined) return;
    event.preventDefault();
    player.seek(player.state.position + by * step);
  };
  return (
    <div className="flex basis-full items-center gap-3 px-2 text-sm text-muted tabular-nums">
      <span aria-hidden>{now}</span>
      <input
        ref={bar}
        type="range"
        min={0}
        max={duration}
        step="any"
        defaultValue={0}
        aria-label={t.position}
        // In whole seconds while it plays, so that screen readers are not told each frame.
        aria-valuetext={t.positionOf(view.isPlaying ? now.replace(/\.\d$/, '') : now, total)}
        onChange={({ target }) => player.seek(target.valueAsNumber)}
        onKeyDown={onKeyDown}
        className="h-8 min-w-0 flex-1 cursor-pointer rounded-md accent-accent touch:h-11"
      />
      <span aria-hidden>{total}</span>
    </div>
  );
}

/** What was applied last. Read out after each step, not while the recording plays. */
function CurrentLine({ view, count }: Pick<ControlsProps, 'view' | 'count'>) {
  const t = useReplayTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  const format = (number: number) => number.toLocaleString(language);
  return (
    <p
      aria-live={view.isPlaying ? 'off' : 'polite'}
      className="flex min-w-0 basis-full items-baseline gap-3 px-2 text-sm text-muted sm:flex-1 sm:basis-0"
    >
      <span className="shrink-0 tabular-nums">{t.eventOf(format(view.applied), format(count))}</span>
      <code className="min-w-0 truncate font-mono">{view.line && describeLine(view.line)}</code>
    </p>
  );
}
