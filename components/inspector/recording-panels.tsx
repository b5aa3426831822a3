import { useCallback, useEffect, useId, useMemo, useState } from 'react';
import { computeFigures } from '#lib/client/recording/analysis/figures.ts';
import { countGaps } from '#lib/client/recording/analysis/gaps.ts';
import { attributeLostTime } from '#lib/client/recording/analysis/lost-time.ts';
import type { ShownRecording } from '#lib/client/recording/use-recording.ts';
import { useInspectorTranslations } from '#lib/i18n/inspector-translations.ts';
import { FrameTable } from './frame-table.tsx';
import { GapHistogram } from './gap-histogram.tsx';
import { Legend } from './legend.tsx';
import { LostTimePanel } from './lost-time-panel.tsx';
import { RunFigures } from './run-figures.tsx';
import { TimelineCanvas } from './timeline/timeline-canvas.tsx';
import { TimelineView } from './timeline/timeline-view.ts';
import { useLineNames } from './use-line-names.ts';

/** What goes through every event waits until the range has rested this long. */
const SETTLED_MS = 150;

/** A live run is gone through four times a second; with more lines than this, every two seconds. */
const LONG_LINES = 4_000;
const LONG_MS = 2_000;

/** All that is known of one run. */
export function RecordingPanels({ recording }: { recording: ShownRecording }) {
  const { timeline: t, atMost, tokensPerSecond } = useInspectorTranslations();
  const names = useLineNames();
  const { timeline, header, version } = recording;
  const view = useMemo(() => new TimelineView(timeline), [timeline]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the timeline grows with its version
  useEffect(() => view.grow(), [view, version]);
  const analyzed = useThrottled(version, timeline.length > LONG_LINES ? LONG_MS : 0);
  const range = useSettledRange(view);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const figures = useMemo(() => computeFigures(header, timeline), [header, timeline, analyzed]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const lost = useMemo(() => attributeLostTime(timeline), [timeline, analyzed]);
  const gaps = useMemo(() => countGaps(timeline.arrivals, range.from, range.to), [timeline, range]);
  const { tokensPerCharacter } = figures;
  const nameSpeed = useCallback(
    (perSecond: number) => atMost(tokensPerSecond(names.number(perSecond * tokensPerCharacter))),
    [atMost, tokensPerSecond, names, tokensPerCharacter],
  );
  const id = useId();
  return (
    <div className="flex flex-col gap-6">
      <RunFigures figures={figures} />
      <section aria-labelledby={id}>
        <h3 id={id} className="mb-2 text-sm font-medium">
          {t.title}
        </h3>
        <TimelineCanvas view={view} nameSpeed={nameSpeed} />
        <Legend timeline={timeline} />
      </section>
      <LostTimePanel lost={lost} />
      <GapHistogram gaps={gaps} />
      <FrameTable view={view} version={analyzed} />
    </div>
  );
}

/** A value that changes at most every so many milliseconds. */
function useThrottled(value: number, ms: number): number {
  const [throttled, setThrottled] = useState({ value, at: performance.now() });
  useEffect(() => {
    if (value === throttled.value) return;
    const timer = setTimeout(
      () => setThrottled({ value, at: performance.now() }),
      Math.max(0, throttled.at + ms - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [value, throttled, ms]);
  return throttled.value;
}

/** The range that is shown, once it has not changed for a moment. */
function useSettledRange(view: TimelineView) {
  const [range, setRange] = useState(view.range);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      timer = undefined;
      setRange((known) => {
        const { from, to } = view.range;
        return known.from === from && known.to === to ? known : { from, to };
      });
    };
    const unsubscribe = view.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(settle, SETTLED_MS);
    });
    settle();
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [view]);
  return range;
}
