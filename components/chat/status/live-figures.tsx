import { memo, useEffect, useState } from 'react';
import { formatNumber } from '#lib/client/platform/format-number.ts';
import { LiveMeter, type MeteredPhase } from '#lib/client/usage/live-meter.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

type LiveFiguresProps = {
  phase: MeteredPhase['name'];
  /** When the phase began, in milliseconds of `performance.now()`. */
  since: number;
  isConnected: boolean;
  /** The page has joined a run that was already there. */
  isAttached: boolean;
  /** The answer as it is; undefined while it is not shown. A function, so that its text renders nothing here. */
  getAnswer: () => ChatMessage | undefined;
};

/** Twice a second: a number that changes more often cannot be read. */
const TICK_MS = 500;
const NOTHING: readonly string[] = [];

/** Speed, time to the first token and duration of a run while it streams, the most important first: what has no room is cut off. */
export const LiveFigures = memo(function LiveFigures(props: LiveFiguresProps) {
  const { live } = useRunTranslations();
  const figures = useFigures(props);
  return (
    <p
      title={live.hint}
      className="ml-auto flex h-7 min-w-0 flex-1 basis-0 flex-wrap justify-end gap-x-3 overflow-hidden pl-3 text-sm text-muted tabular-nums empty:hidden"
      data-live-figures
    >
      {figures.map((figure, index) => (
        // As high as the line: what wraps is below it, and cut off.
        <span key={String(index)} className="leading-7 whitespace-nowrap">
          {figure}
        </span>
      ))}
    </p>
  );
});

function useFigures({
  phase,
  since,
  isConnected,
  isAttached,
  getAnswer,
}: LiveFiguresProps): readonly string[] {
  const { live } = useRunTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  const [meter] = useState(() => new LiveMeter(isAttached));
  const [figures, setFigures] = useState(NOTHING);
  useEffect(() => {
    meter.update({ name: phase, since, isConnected }, getAnswer());
  }, [meter, phase, since, isConnected, getAnswer]);
  useEffect(() => {
    const number = (value: number, digits: number) =>
      formatNumber(language, value, { maximumFractionDigits: digits });
    const measure = (): readonly string[] => {
      const answer = getAnswer();
      const measured = answer && meter.sample(answer);
      if (!measured) return NOTHING;
      const { tokensPerSecond: speed, firstTokenMs, elapsedMs } = measured;
      return [
        live.speed(number(speed, speed < 10 ? 1 : 0)),
        ...(firstTokenMs === undefined ? [] : [live.firstToken(number(firstTokenMs / 1_000, 1))]),
        live.elapsed(Math.round(elapsedMs / 1_000)),
      ];
    };
    let shown = NOTHING;
    const timer = setInterval(() => {
      const next = measure();
      if (next.join() === shown.join()) return;
      shown = next;
      setFigures(next);
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [meter, getAnswer, live, language]);
  return figures;
}
