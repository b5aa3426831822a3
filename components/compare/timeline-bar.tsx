import { useEffect, useState } from 'react';
import type { ComparedAnswer } from '#lib/client/chat/chat-state.ts';
import type { SegmentKind } from '#lib/client/chat/compare/run-timeline.ts';
import { isLive } from '#lib/client/chat/compare/use-comparison.ts';
import { useCompareTranslations } from '#lib/i18n/compare-translations.ts';

type TimelineBarProps = {
  answer: ComparedAnswer;
  /** All answers of the comparison, whose bars have one scale. */
  answers: readonly ComparedAnswer[];
  formatSeconds(ms: number): string;
};

const TICK_MS = 250;

const COLORS: Record<SegmentKind, string> = {
  waiting: 'bg-line',
  unseen: 'bg-accent/25',
  reasoning: 'bg-accent/50',
  text: 'bg-accent',
  tool: 'bg-muted/60',
  gap: 'bg-danger/45',
};

/** When the output of an answer has arrived: how long the model waited, wrote and was silent. */
export function TimelineBar({ answer, answers, formatSeconds }: TimelineBarProps) {
  const t = useCompareTranslations();
  const now = useTick(answers.some(isLive));
  const { segments, firstOutputMs, durationMs } = answer.timeline.read(now);
  const scale = Math.max(1, ...answers.map(({ timeline }) => timeline.read(now).durationMs));
  const gaps = segments.filter(({ kind }) => kind === 'gap').map(({ from, to }) => to - from);
  const first = firstOutputMs === undefined ? undefined : formatSeconds(firstOutputMs);
  const longest = gaps.length > 0 ? formatSeconds(Math.max(...gaps)) : '';
  const label = t.timelineOf(
    first,
    formatSeconds(durationMs),
    gaps.length > 0 ? { count: gaps.length, longest } : undefined,
  );
  return (
    <div
      role="img"
      aria-label={`${t.timeline}: ${label}`}
      data-timeline
      className="relative h-1.5 w-full overflow-hidden rounded-full bg-surface"
    >
      {segments.map(({ kind, from, to }, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: segments are only ever appended
          key={index}
          title={`${t.segments[kind]}: ${formatSeconds(to - from)}`}
          data-segment={kind}
          className={`absolute inset-y-0 min-w-px ${COLORS[kind]}`}
          style={{ left: percent(from, scale), width: percent(to - from, scale) }}
        />
      ))}
      {!isLive(answer) && segments.length > 0 && (
        <span
          className="absolute inset-y-0 w-0.5 -translate-x-full bg-ink"
          style={{ left: percent(durationMs, scale) }}
        />
      )}
    </div>
  );
}

function percent(ms: number, scale: number): string {
  return `${(Math.max(0, ms) / scale) * 100}%`;
}

/** The time of `performance.now()`, which advances four times a second while `active`. */
function useTick(active: boolean): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    setNow(performance.now());
    if (!active) return;
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [active]);
  return now;
}
