import { Activity, Check, Square } from 'lucide-react';
import { useId, useSyncExternalStore } from 'react';
import type { ChatState, ComparedAnswer } from '#lib/client/chat/chat-state.ts';
import { inspectRun } from '#lib/client/recording/inspected-run.ts';
import { useCompareTranslations } from '#lib/i18n/compare-translations.ts';
import type { CompareTranslations } from '#lib/i18n/en/compare.ts';
import { LANGUAGE_TAGS } from '#lib/i18n/locale.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useLocale } from '#lib/i18n/use-translations.tsx';
import type { RunMetadata } from '#lib/protocol/run-event.ts';
import { formatCost, formatNumber } from '../message/footer/format-figures.ts';
import { Message } from '../message/message.tsx';
import { Pulse } from '../message/pulse.tsx';
import { SmallButton } from '../ui/small-button.tsx';
import { TimelineBar } from './timeline-bar.tsx';

type AnswerColumnProps = {
  answer: ComparedAnswer;
  answers: readonly ComparedAnswer[];
  /** The name of the model. */
  label: string;
  onKeep(): void;
};

/** One of the compared answers: how its run goes, its text, and what can be done with it. */
export function AnswerColumn({ answer, answers, label, onKeep }: AnswerColumnProps) {
  const t = useCompareTranslations();
  const { inspect } = useMessageTranslations();
  const language = LANGUAGE_TAGS[useLocale()];
  const titleId = useId();
  const state = useSyncExternalStore(answer.subscribe, answer.getState, answer.getState);
  const message = state.messages.findLast(({ role }) => role === 'assistant');
  const shown = message?.id === answer.answerId ? message : undefined;
  const runId = shown?.metadata?.runId;
  const isLive = state.status !== 'ready';
  const seconds = (ms: number) => t.seconds(formatNumber(ms / 1_000, language));
  return (
    <section
      aria-labelledby={titleId}
      data-answer={answer.model}
      className="relative flex min-w-0 snap-start flex-col rounded-2xl border border-line p-4"
    >
      <div className="flex min-h-8 items-center gap-2 touch:min-h-11">
        <h2 id={titleId} className="min-w-0 truncate text-[0.9375rem] font-medium" title={label}>
          {label}
        </h2>
        <span className="shrink-0 text-sm text-muted">{describeState(state, shown?.metadata, t)}</span>
        <span className="flex-1" />
        {runId && <SmallButton icon={Activity} label={inspect} onClick={() => inspectRun(runId)} />}
        {isLive && (
          <SmallButton
            icon={StopIcon}
            label={t.stopOf(label)}
            disabled={state.stopping}
            onClick={answer.stop}
          />
        )}
      </div>
      <TimelineBar answer={answer} answers={answers} formatSeconds={seconds} />
      <Figures answer={answer} metadata={shown?.metadata} language={language} seconds={seconds} />
      <div className="mt-3 min-w-0">
        {shown ? (
          <Message
            message={shown}
            streaming={isLive}
            editing={false}
            {...(isLive
              ? {}
              : { onRetry: answer.retry, onContinue: answer.continue, onConsent: answer.answerCall })}
          />
        ) : (
          isLive && <Pulse />
        )}
      </div>
      {!isLive && shown && (
        <div className="mt-auto pt-4">
          <button
            type="button"
            onClick={onKeep}
            title={t.keepHint}
            className="flex min-h-9 w-full items-center justify-center gap-2 rounded-full border border-edge px-4 text-sm font-medium transition-colors duration-150 hover:border-accent hover:text-accent touch:min-h-11"
          >
            <Check className="size-4" aria-hidden />
            <span>
              {t.keep}
              <span className="sr-only">{t.from(label)}</span>
            </span>
          </button>
        </div>
      )}
    </section>
  );
}

function StopIcon({ className = '' }: { className?: string }) {
  return <Square className={`${className} scale-75 fill-current`} aria-hidden />;
}

type FiguresProps = {
  answer: ComparedAnswer;
  metadata: Partial<RunMetadata> | undefined;
  language: string;
  seconds(ms: number): string;
};

/** The figures of a run, as far as they are known. */
function Figures({ answer, metadata = NO_METADATA, language, seconds }: FiguresProps) {
  const t = useCompareTranslations();
  const { firstOutputMs } = answer.timeline.read();
  const { firstTokenMs = firstOutputMs, durationMs, tokensPerSecond, outputTokens, cost } = metadata;
  const figures = [
    [t.firstToken, firstTokenMs !== undefined && seconds(firstTokenMs)],
    [t.duration, durationMs !== undefined && seconds(durationMs)],
    [t.speed, tokensPerSecond !== undefined && t.tokensPerSecond(formatNumber(tokensPerSecond, language))],
    [t.tokens, outputTokens !== undefined && formatNumber(outputTokens, language)],
    [t.cost, cost !== undefined && formatCost(cost, language)],
  ] as const;
  return (
    <dl className="mt-2 flex min-h-5 flex-wrap gap-x-4 gap-y-1 text-xs text-muted tabular-nums">
      {figures.map(
        ([name, value]) =>
          value && (
            <div key={name} className="flex gap-1.5">
              <dt>{name}</dt>
              <dd className="text-ink">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

const NO_METADATA: Partial<RunMetadata> = {};

function describeState(
  { status, run, stopping }: ChatState,
  metadata: RunMetadata | undefined,
  t: CompareTranslations,
): string {
  if (status === 'ready') return metadata?.outcome ? t.states[metadata.outcome] : '';
  if (stopping) return t.stopping;
  if (run?.connectionLostAt !== undefined) return t.reconnecting;
  switch (run?.phase.name) {
    case 'waiting':
      return t.waiting;
    case 'thinking':
      return t.reasoning;
    case 'writing':
      return t.writing;
    case 'calling':
    case 'running':
      return t.usingTools;
    case 'retrying':
      return t.retrying;
    default:
      return t.connecting;
  }
}
