import type { ActivityName } from '#lib/client/recording/analysis/activity.ts';
import type { MarkKind, Timeline } from '#lib/client/recording/analysis/timeline.ts';
import { useInspectorTranslations } from '#lib/i18n/inspector-translations.ts';
import { ACTIVITY_COLORS, MARK_COLORS } from './palette.ts';

/** The colors of the timeline, and how many marks of each kind it has. */
export function Legend({ timeline }: { timeline: Timeline }) {
  const t = useInspectorTranslations();
  const activities = new Set(timeline.activities.map(({ name }) => name));
  const marks = new Map<MarkKind, number>();
  for (const { kind } of timeline.marks) marks.set(kind, (marks.get(kind) ?? 0) + 1);
  return (
    <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
      {[...activities].map((name: ActivityName) => (
        <Entry
          key={name}
          color={ACTIVITY_COLORS[name]}
          className="h-2 w-4 rounded-sm"
          label={t.activities[name]}
        />
      ))}
      {[...marks].map(([kind, count]) => (
        <Entry
          key={kind}
          color={MARK_COLORS[kind]}
          className={kind === 'stall' ? 'h-3 w-4 rounded-sm opacity-25' : 'h-3 w-0.5'}
          label={count > 1 ? `${t.marks[kind]} × ${count}` : t.marks[kind]}
        />
      ))}
    </ul>
  );
}

function Entry({ color, className, label }: { color: string; className: string; label: string }) {
  return (
    <li className="flex items-center gap-1.5">
      <span className={className} style={{ background: color }} aria-hidden />
      {label}
    </li>
  );
}
