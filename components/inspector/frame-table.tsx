import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import type { Timeline } from '#lib/client/recording/analysis/timeline.ts';
import { useLineSearch } from '#lib/client/recording/use-line-search.ts';
import { useInspectorTranslations } from '#lib/i18n/inspector-translations.ts';
import type { TimelineView } from './timeline/timeline-view.ts';
import { useLineNames } from './use-line-names.ts';

const ROW_PX = 28;
/** Of the table. */
const HEIGHT_PX = 320;
/** Rows beyond the visible ones, so that a little scrolling shows no gap. */
const OVERSCAN = 10;
const CELL = 'truncate px-2 first:pl-3';
/** Columns that a phone has no room for. The event below the table has it all. */
const WIDE = `${CELL} hidden sm:table-cell`;

type FrameTableProps = { view: TimelineView; version: number };

/** All lines of a recording, as a table whose rows exist only where they are seen, with a search; and the chosen one, as it was received. */
export function FrameTable({ view, version }: FrameTableProps) {
  const { frames: t } = useInspectorTranslations();
  const cursor = useSyncExternalStore(view.subscribe, view.getCursor, view.getCursor);
  const [query, setQuery] = useState('');
  const found = useLineSearch(view.timeline, query, version);
  const id = useId();
  const chosen = view.timeline.lines[cursor];
  return (
    <section aria-labelledby={id}>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h3 id={id} className="flex-1 text-sm font-medium">
          {t.title}
        </h3>
        <span role="status" className="text-sm text-muted">
          {found && t.found(found.length)}
        </span>
        <label className="flex min-h-10 items-center gap-2 rounded-lg border border-edge bg-page px-3 touch:min-h-11">
          <Search className="size-4 text-muted" aria-hidden />
          <input
            type="search"
            value={query}
            onChange={({ target }) => setQuery(target.value)}
            aria-label={t.search}
            placeholder={t.search}
            className="w-40 bg-transparent text-sm outline-none"
          />
        </label>
      </div>
      <Rows view={view} found={found} labelledBy={id} />
      {chosen && (
        <figure className="mt-2">
          <figcaption className="mb-1 text-sm text-muted">{t.raw}</figcaption>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
            tabIndex={0}
            className="max-h-48 overflow-auto rounded-lg bg-surface p-3 font-mono text-sm break-words whitespace-pre-wrap"
          >
            {JSON.stringify(chosen, null, 2)}
          </pre>
        </figure>
      )}
    </section>
  );
}

type RowsProps = { view: TimelineView; found: Uint32Array | undefined; labelledBy: string };

/** One stop of the Tab key: arrow keys go through the rows. */
function Rows({ view, found, labelledBy }: RowsProps) {
  const { frames: t } = useInspectorTranslations();
  const { timeline, cursor } = view;
  const scroller = useRef<HTMLDivElement>(null);
  const takesFocus = useRef(false);
  const [scrolled, setScrolled] = useState({ top: 0, height: HEIGHT_PX });
  const count = found ? found.length : timeline.length;
  const lineAt = (row: number) => (found ? (found[row] as number) : row);
  const chosenRow = found ? found.indexOf(cursor) : cursor;
  const first = Math.max(0, Math.floor(scrolled.top / ROW_PX) - OVERSCAN);
  const after = Math.min(count, Math.ceil((scrolled.top + scrolled.height) / ROW_PX) + OVERSCAN);
  useEffect(() => {
    if (scroller.current && chosenRow >= 0) scrollToRow(scroller.current, chosenRow);
  }, [chosenRow]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row exists once it has been scrolled to
  useEffect(() => {
    const button = takesFocus.current && scroller.current?.querySelector<HTMLElement>('[data-chosen]');
    if (!button) return;
    takesFocus.current = false;
    button.focus({ preventScroll: true });
  }, [chosenRow, first, after]);
  const choose = (row: number) => {
    takesFocus.current = true;
    view.moveTo(lineAt(Math.max(0, Math.min(row, count - 1))));
  };
  const onKeyDown = (event: KeyboardEvent, row: number) => {
    const page = Math.floor(scrolled.height / ROW_PX) - 2;
    const next = {
      ArrowDown: row + 1,
      ArrowUp: row - 1,
      PageDown: row + page,
      PageUp: row - page,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(next);
  };
  const stop =
    chosenRow >= first && chosenRow < after
      ? chosenRow
      : Math.min(count - 1, Math.ceil(scrolled.top / ROW_PX));
  return (
    <div
      ref={scroller}
      className="overflow-y-auto rounded-lg border border-line text-sm tabular-nums"
      style={{ height: HEIGHT_PX }}
      onScroll={({ currentTarget }) =>
        setScrolled({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })
      }
    >
      <table className="w-full table-fixed" aria-labelledby={labelledBy} aria-rowcount={count + 1}>
        <TableHead />
        <tbody>
          <tr aria-hidden style={{ height: first * ROW_PX }} />
          {Array.from({ length: Math.max(0, after - first) }, (_, index) => {
            const row = first + index;
            const line = lineAt(row);
            return (
              <Row
                key={line}
                {...{ timeline, line, row }}
                isChosen={line === cursor}
                isStop={row === stop}
                onChoose={() => choose(row)}
                onKeyDown={(event) => onKeyDown(event, row)}
              />
            );
          })}
          <tr aria-hidden style={{ height: (count - after) * ROW_PX }} />
        </tbody>
      </table>
      {count === 0 && <p className="p-3 text-muted">{t.none}</p>}
    </div>
  );
}

/** Below the head, which covers one row. */
function scrollToRow(scroller: HTMLElement, row: number): void {
  const top = row * ROW_PX;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + 2 * ROW_PX > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = top + 2 * ROW_PX - scroller.clientHeight;
}

function TableHead() {
  const { frames: t } = useInspectorTranslations();
  return (
    <thead className="sticky top-0 z-10 bg-raised text-left text-muted">
      <tr aria-rowindex={1} style={{ height: ROW_PX }}>
        <th className={`${CELL} w-20 font-normal sm:w-28`}>{t.time}</th>
        <th className={`${WIDE} w-20 font-normal`}>{t.gap}</th>
        <th className={`${CELL} w-20 font-normal sm:w-24`}>{t.kind}</th>
        <th className={`${WIDE} w-16 font-normal`}>{t.number}</th>
        <th className={`${WIDE} w-16 font-normal`}>{t.size}</th>
        <th className={`${CELL} font-normal`}>{t.content}</th>
      </tr>
    </thead>
  );
}

type RowProps = {
  timeline: Timeline;
  line: number;
  row: number;
  isChosen: boolean;
  /** The Tab key stops at this row. */
  isStop: boolean;
  onChoose(): void;
  onKeyDown(event: KeyboardEvent): void;
};

function Row({ timeline, line, row, isChosen, isStop, onChoose, onKeyDown }: RowProps) {
  const { kinds } = useInspectorTranslations();
  const names = useLineNames();
  const entry = timeline.lines[line];
  if (entry === undefined) return null;
  const gap = line > 0 ? entry.t - timeline.timeOf(line - 1) : 0;
  return (
    <tr
      aria-rowindex={row + 2}
      className={`relative ${isChosen ? 'bg-accent text-on-accent' : 'hover:bg-surface'}`}
      style={{ height: ROW_PX }}
    >
      <td className={CELL}>
        {/* All of the row can be pressed. */}
        <button
          type="button"
          aria-label={names.describe(timeline, line)}
          aria-pressed={isChosen}
          tabIndex={isStop ? 0 : -1}
          data-chosen={isChosen || undefined}
          onClick={onChoose}
          onKeyDown={onKeyDown}
          className="-outline-offset-2 after:absolute after:inset-0"
        >
          {names.time(entry.t)}
        </button>
      </td>
      <td className={WIDE}>{gap > 0 && names.duration(gap)}</td>
      <td className={CELL}>{kinds[timeline.kindOf(line)]}</td>
      <td className={WIDE}>{entry.type === 'event' && entry.seq}</td>
      <td className={WIDE}>{entry.type === 'event' && names.number(entry.bytes)}</td>
      <td className={CELL}>{names.content(entry)}</td>
    </tr>
  );
}
