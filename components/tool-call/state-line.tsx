import { useSeconds } from '#lib/client/platform/use-seconds.ts';
import { useToolTranslations } from '#lib/i18n/tool-translations.ts';
import type { CallState } from './call-state.ts';

/** The state and duration of a tool call, at the end of its title row. */
export function StateLine({ state, durationMs }: { state: CallState; durationMs?: number }) {
  const t = useToolTranslations();
  const seconds = useSeconds(state === 'running');
  const duration =
    durationMs !== undefined ? t.duration(durationMs) : seconds > 0 ? t.duration(seconds * 1_000) : undefined;
  const active = state === 'writing' || state === 'running';
  return (
    <span
      className={`ml-auto flex items-center gap-1.5 ${state === 'failed' ? 'text-danger' : 'text-muted'}`}
    >
      <span>{t.states[state]}</span>
      {duration !== undefined && <span className="tabular-nums">{duration}</span>}
      {active && <span className="size-1.5 animate-breathe rounded-full bg-accent" aria-hidden />}
    </span>
  );
}
