import type { RunUsage } from '#lib/client/usage/run-usage.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { RunMetadata } from '#lib/protocol/run-event.ts';
import { formatCost, formatNumber } from './format-figures.ts';

type DetailListProps = {
  metadata: RunMetadata;
  /** What the runs that have written to the answer have used, the last one last. */
  usage: readonly RunUsage[];
  /** How many tokens the model takes, if that is known. */
  contextWindow: number | undefined;
  /** Whether the text has its checksum; undefined if that is unknown. */
  matches: boolean | undefined;
};

/** Everything that is known of the runs of an answer. Tokens, cost and requests are those of all its runs. */
export function DetailList({ metadata, usage, contextWindow, matches }: DetailListProps) {
  const { details: t, tokensPerSecond } = useMessageTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  const number = (value: number) => formatNumber(value, language);
  const seconds = (ms: number) => t.seconds(number(ms / 1_000));
  const { startedAt, durationMs, firstTokenMs, tokensPerSecond: speed, stoppedAfterMs, outcome } = metadata;
  const runs = [...(metadata.earlierRuns ?? []), metadata];
  const isEstimated = usage.some((run) => run.isEstimated);
  const tokens = (value: number) => (isEstimated ? t.estimated(number(value)) : number(value));
  const [input, cached = 0] = [sum(usage, 'input'), sum(usage, 'cached')];
  const [output, reasoning = 0] = [sum(usage, 'output'), sum(usage, 'reasoning')];
  const [cost, requests, reconnects] = [sum(runs, 'cost'), sum(runs, 'requests'), sum(runs, 'reconnects')];
  const { context = 0 } = usage.at(-1) ?? {};
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const rows = [
    [t.model, metadata.model],
    [t.started, date.format(startedAt)],
    [t.outcome, outcome && t.outcomes[outcome]],
    [t.firstToken, firstTokenMs !== undefined && seconds(firstTokenMs)],
    [t.duration, durationMs !== undefined && seconds(durationMs)],
    [t.speed, speed !== undefined && tokensPerSecond(number(speed))],
    [t.input, input !== undefined && t.inputTokens(tokens(input), cached && number(cached))],
    [t.output, output !== undefined && t.outputTokens(tokens(output), reasoning && number(reasoning))],
    [t.context, context > 0 && t.contextTokens(tokens(context), shareOf(context, contextWindow, language))],
    [t.cost, cost !== undefined && formatCost(cost, language)],
    [t.requests, requests !== undefined && t.requestCount(requests, sum(runs, 'retries') ?? 0)],
    [t.runs, runs.length > 1 && t.runCount(runs.length)],
    [t.reconnects, reconnects !== undefined && t.reconnectCount(reconnects)],
    [t.connection, stoppedAfterMs !== undefined && t.closedAfterStop(stoppedAfterMs)],
    [t.checksum, matches !== undefined && (matches ? t.matches : t.differs)],
  ] as const;
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
        {rows.map(
          ([label, value]) =>
            value && (
              <div key={label} className="contents">
                <dt className="text-muted">{label}</dt>
                <dd className="min-w-0 text-right tabular-nums wrap-anywhere">{value}</dd>
              </div>
            ),
        )}
      </dl>
      {isEstimated && <p className="mt-3 border-t border-line pt-3 text-muted">{t.howEstimated}</p>}
    </>
  );
}

/** Adds up a field; undefined if none has it. */
function sum<Field extends string>(items: readonly { [field in Field]?: number }[], field: Field) {
  const values = items.map((item) => item[field]).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
}

/** The size of the context window, and how much of it is used; undefined if it is unknown. */
function shareOf(used: number, contextWindow: number | undefined, language: string) {
  if (contextWindow === undefined) return undefined;
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumSignificantDigits: 2 });
  return { size: formatNumber(contextWindow, language), share: percent.format(used / contextWindow) };
}
