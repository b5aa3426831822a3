import { Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { type PointerEvent, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { SmallButton } from '#components/ui/small-button.tsx';
import { useInspectorTranslations } from '#lib/i18n/inspector-translations.ts';
import { type LineNamer, useLineNames } from '../use-line-names.ts';
import { type Drawing, OVERVIEW_HEIGHT, TIMELINE_HEIGHT } from './drawing.ts';
import { TimelinePainter } from './timeline-painter.ts';
import type { TimelineView } from './timeline-view.ts';

/** A drag that is shorter than this, in pixels, is a click. */
const CLICK_PX = 4;

type TimelineCanvasProps = { view: TimelineView; nameSpeed: Drawing['nameSpeed'] };

/**
 * The timeline of a run, zoomed, and below it an overview of the whole run that marks the visible range. It takes one press of Tab; the
 * arrow keys then move from event to event.
 */
export function TimelineCanvas({ view, nameSpeed }: TimelineCanvasProps) {
  const { timeline: t } = useInspectorTranslations();
  const { tick: nameTick } = useLineNames();
  const frame = useRef<HTMLDivElement>(null);
  const [painter, setPainter] = useState<TimelinePainter>();
  useEffect(() => {
    const [main, overview] = frame.current?.querySelectorAll('canvas') ?? [];
    if (!frame.current || !main || !overview) return;
    const created = new TimelinePainter({ frame: frame.current, main, overview, view, nameTick, nameSpeed });
    setPainter(created);
    return () => created.close();
  }, [view, nameTick, nameSpeed]);
  const chooseRange = useDrag((from, to, isDone) => {
    if (!painter) return;
    const [a, b] = [painter.timeAt(Math.min(from, to)), painter.timeAt(Math.max(from, to))];
    if (!isDone) painter.showBrush({ from: a, to: b });
    else {
      painter.showBrush(undefined);
      if (Math.abs(to - from) < CLICK_PX) view.moveTo(view.timeline.nearestTo(a));
      else view.show(a, b);
    }
  });
  const moveRange = useDrag((from, to) => {
    if (!painter) return;
    const { duration } = view.timeline;
    const [a, b] = [painter.overviewTimeAt(from), painter.overviewTimeAt(to)];
    if (Math.abs(to - from) >= CLICK_PX) view.show(Math.min(a, b), Math.max(a, b));
    else {
      const { from: start, to: end } = view.range;
      const half = view.isWhole ? duration / 10 : (end - start) / 2;
      view.show(b - half, b + half);
    }
  });
  return (
    <div ref={frame} className="relative select-none">
      <canvas
        {...chooseRange}
        onPointerLeave={() => painter?.point(undefined)}
        onPointerMove={(event) => {
          painter?.point(event.nativeEvent.offsetX);
          chooseRange.onPointerMove(event);
        }}
        className="block w-full cursor-crosshair touch-pan-y"
        style={{ height: TIMELINE_HEIGHT }}
        aria-hidden
      />
      <canvas
        {...moveRange}
        className="mt-2 block w-full cursor-ew-resize touch-pan-y rounded-lg bg-surface"
        style={{ height: OVERVIEW_HEIGHT }}
        aria-hidden
      />
      <TimelineCursor view={view} painter={painter} />
      <p className="sr-only">{t.help}</p>
    </div>
  );
}

/** Names the event at the cursor, or the one that is pointed at, and takes the keys. */
function TimelineCursor({ view, painter }: { view: TimelineView; painter: TimelinePainter | undefined }) {
  const { timeline: t } = useInspectorTranslations();
  const names = useLineNames();
  useSyncExternalStore(view.subscribe, view.getVersion, view.getVersion);
  const pointed = useSyncExternalStore(
    useCallback((listener) => painter?.subscribe(listener) ?? (() => {}), [painter]),
    () => painter?.pointed ?? -1,
    () => -1,
  );
  const { timeline, cursor, range } = view;
  const shown = pointed >= 0 ? pointed : cursor;
  return (
    <div className="mt-2 flex items-center gap-2">
      <div
        role="slider"
        tabIndex={0}
        aria-label={t.cursor}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, timeline.length - 1)}
        aria-valuenow={Math.max(0, cursor)}
        aria-valuetext={nameLine(names, view, cursor)}
        aria-description={t.help}
        onKeyDown={(event) => {
          if (!event.ctrlKey && !event.metaKey && !event.altKey && pressKey(view, event.key, event.shiftKey))
            event.preventDefault();
        }}
        className="min-h-10 min-w-0 flex-1 rounded-lg bg-surface px-3 py-2 text-sm tabular-nums"
        data-timeline-cursor
      >
        {shown >= 0 ? (
          <span className="block truncate">{nameLine(names, view, shown)}</span>
        ) : (
          <span className="text-muted">
            <span className="sm:hidden">{t.touchHelp}</span>
            <span className="max-sm:hidden">{t.help}</span>
          </span>
        )}
      </div>
      <span className="hidden text-sm whitespace-nowrap text-muted tabular-nums sm:block">
        {names.time(range.from)} – {names.time(range.to)}
      </span>
      <span className="flex shrink-0">
        <SmallButton icon={ZoomIn} label={t.zoomIn} onClick={() => view.zoom(0.5)} />
        <SmallButton icon={ZoomOut} label={t.zoomOut} onClick={() => view.zoom(2)} />
        <SmallButton icon={Maximize2} label={t.whole} onClick={() => view.showWhole()} />
      </span>
    </div>
  );
}

function nameLine(names: LineNamer, { timeline }: TimelineView, line: number): string {
  return line < 0 ? '' : names.describe(timeline, line);
}

/** @returns whether the key does something */
function pressKey(view: TimelineView, key: string, isShifted: boolean): boolean {
  const step = isShifted ? 50 : 1;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      view.moveTo(view.cursor + step);
      return true;
    case 'ArrowLeft':
    case 'ArrowUp':
      view.moveTo(view.cursor - step);
      return true;
    case 'PageDown':
      view.moveToMark(1);
      return true;
    case 'PageUp':
      view.moveToMark(-1);
      return true;
    case 'Home':
      view.moveTo(0);
      return true;
    case 'End':
      view.moveTo(view.timeline.length - 1);
      return true;
    case '+':
    case '=':
      view.zoom(0.5);
      return true;
    case '-':
      view.zoom(2);
      return true;
    case '0':
      view.showWhole();
      return true;
    default:
      return false;
  }
}

/** Calls back with the horizontal places of the beginning and the end of a drag, in pixels, and whether it is done. */
function useDrag(onDrag: (from: number, to: number, isDone: boolean) => void) {
  const start = useRef<number | undefined>(undefined);
  const end = (event: PointerEvent<HTMLElement>) => {
    if (start.current !== undefined) onDrag(start.current, event.nativeEvent.offsetX, true);
    start.current = undefined;
  };
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = event.nativeEvent.offsetX;
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (start.current !== undefined) onDrag(start.current, event.nativeEvent.offsetX, false);
    },
    onPointerUp: end,
    onPointerCancel: end,
  };
}
