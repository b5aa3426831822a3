import { useMemo } from 'react';
import { formatNumber } from '#lib/client/platform/format-number.ts';
import type { Timeline } from '#lib/client/recording/analysis/timeline.ts';
import type { InspectorTranslations } from '#lib/i18n/en/inspector.ts';
import { useInspectorTranslations } from '#lib/i18n/inspector-translations.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { RecordingLine } from '#lib/protocol/recording/recording.ts';
import { getDelta } from '#lib/protocol/run-event.ts';

/** Names lines and formats their times. */
export type LineNamer = {
  /** A moment of a run, in seconds. */
  time(ms: number): string;
  /** A moment of a run, as exactly as a scale needs whose marks are `stepMs` apart. */
  tick(ms: number, stepMs: number): string;
  /** How long something took, in milliseconds or seconds. */
  duration(ms: number): string;
  number(value: number, digits?: number): string;
  /** @param share from 0 to 1 */
  percent(share: number): string;
  /** What a line is about, in a few words. */
  content(line: RecordingLine): string;
  /** Everything that is worth saying of one line, in a row. */
  describe(timeline: Timeline, line: number): string;
};

export function useLineNames(): LineNamer {
  const t = useInspectorTranslations();
  const tag = LANGUAGE_TAGS[useLocale()];
  return useMemo(() => createNamer(t, tag), [t, tag]);
}

export function createNamer(t: InspectorTranslations, tag: string): LineNamer {
  const format = (value: number, options: Intl.NumberFormatOptions) => formatNumber(tag, value, options);
  const exact = (value: number, digits: number) =>
    format(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const time = (ms: number) => t.seconds(exact(ms / 1_000, 3));
  const tick = (ms: number, stepMs: number) =>
    stepMs < 100 ? t.milliseconds(exact(ms, 0)) : t.seconds(exact(ms / 1_000, stepMs < 1_000 ? 1 : 0));
  const duration = (ms: number) =>
    ms < 1_000
      ? t.milliseconds(exact(ms, ms < 10 ? 1 : 0))
      : t.seconds(exact(ms / 1_000, ms < 100_000 ? 1 : 0));
  const number = (value: number, digits = 0) => format(value, { maximumFractionDigits: digits });
  const percent = (share: number) => format(share, { style: 'percent' });
  const content = (line: RecordingLine) => describeContent(line, t, duration);
  return {
    time,
    tick,
    duration,
    number,
    percent,
    content,
    describe(timeline, index) {
      const line = timeline.lines[index];
      if (line === undefined) return '';
      const marks = timeline.marks.filter((mark) => mark.line === index);
      return [
        time(line.t),
        ...marks.map(({ kind, ms }) =>
          ms === undefined ? t.marks[kind] : `${t.marks[kind]} (${duration(ms)})`,
        ),
        t.kinds[timeline.kindOf(index)],
        content(line),
      ].join(' · ');
    },
  };
}

function describeContent(
  line: RecordingLine,
  t: InspectorTranslations,
  duration: (ms: number) => string,
): string {
  switch (line.type) {
    case 'event': {
      const { event, seq } = line;
      const text = getDelta(event);
      const merged =
        event.from !== undefined && event.from < seq ? ` (${t.lines.merged(seq - event.from + 1)})` : '';
      const named = 'toolName' in event ? `${event.type} ${event.toolName}` : event.type;
      if (text === '') return `${named}${merged}`;
      return `${named}, ${t.lines.characters(text.length)}${merged}: ${clip(text)}`;
    }
    case 'request':
      return [t.lines.request(line.method, line.after), line.polls && t.lines.poll]
        .filter(Boolean)
        .join(', ');
    case 'open':
      return t.lines.open(line.status);
    case 'close':
      return t.lines.closed[line.reason] ?? line.reason;
    case 'comment':
      return clip(line.text);
    case 'task':
      return t.lines.task(duration(line.ms));
    case 'delay':
      return t.lines.delay(duration(line.ms));
    default:
      return line satisfies never;
  }
}

/** One line of it, of a length that can be read at a glance. */
function clip(text: string): string {
  const line = text.slice(0, 120).replace(/\s+/g, ' ');
  return text.length > 120 ? `${line}…` : line;
}
