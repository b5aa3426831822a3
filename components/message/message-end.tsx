import { ArrowRight, type LucideIcon, RotateCcw } from 'lucide-react';
import { useCountdown } from '#lib/client/platform/use-countdown.ts';
import type { RunTranslations } from '#lib/i18n/en/run.ts';
import { describeRunError, getErrorDetail } from '#lib/i18n/run-errors.ts';
import { useRunTranslations } from '#lib/i18n/run-translations.ts';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';
import { getNextStep, isEmpty } from './next-step.ts';

const BANNER = 'max-w-full self-start rounded-xl border border-danger/40 bg-raised px-4 py-2 wrap-anywhere';

type MessageEndProps = { message: ChatMessage; onRetry?: () => void; onContinue?: () => void };

/** Says why an answer is not complete, and offers the next step. */
export function MessageEnd({ message, onRetry, onContinue }: MessageEndProps) {
  const t = useRunTranslations();
  const metadata = message.metadata;
  const unanswered = message.role === 'user';
  const quiet = (metadata?.outcome === 'complete' && !isEmpty(message)) || isRunningTool(message);
  if (quiet || (!unanswered && metadata === undefined)) return null;
  const step = getNextStep(message);
  const detail = metadata?.error && getErrorDetail(metadata.error);
  const failed = metadata?.outcome === 'failed' || metadata?.outcome === 'interrupted';
  return (
    <div
      className={`flex flex-wrap items-center gap-x-3 gap-y-1 text-sm ${failed ? BANNER : ''}`}
      data-outcome={metadata?.outcome ?? 'unanswered'}
    >
      {metadata && (
        <p className={failed ? 'text-danger' : 'text-muted'} role={failed ? 'alert' : undefined}>
          <OutcomeText metadata={metadata} />
          {detail && <span className="block text-muted">{detail}</span>}
        </p>
      )}
      {step === 'continue' && onContinue && (
        <Action icon={ArrowRight} label={t.continue} onClick={onContinue} />
      )}
      {step === 'retry' && onRetry && (
        <Action
          icon={RotateCcw}
          label={metadata?.outcome === 'complete' ? t.regenerate : t.retry}
          onClick={onRetry}
        />
      )}
    </div>
  );
}

/** Why the answer ended. While the server asks to wait, a countdown, which is not read out every second. */
function OutcomeText({ metadata }: { metadata: RunMetadata }) {
  const t = useRunTranslations();
  const seconds = useCountdown(metadata.error?.retryAt);
  const text = describeOutcome(metadata, t);
  if (seconds === 0) return text;
  const reason = metadata.error?.code === 'rate-limited' ? t.tooManyRequests : text;
  return (
    <>
      <span className="sr-only">{text}</span>
      <span aria-hidden>{`${reason}${t.retryAfter(seconds)}`}</span>
    </>
  );
}

function Action({ icon: Icon, label, onClick }: { icon: LucideIcon; label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="touch-area flex items-center gap-1.5 rounded-md py-1 text-accent underline-offset-4 hover:underline"
    >
      <Icon className="size-3.5" aria-hidden />
      {label}
    </button>
  );
}

/** Whether the answer only waits for a tool that runs in this browser, which its card already shows. */
function isRunningTool({ metadata, parts }: ChatMessage): boolean {
  const asked = parts.some((part) => part.type === 'dynamic-tool' && part.state === 'approval-requested');
  return metadata?.outcome === 'awaiting-approval' && !asked;
}

function describeOutcome({ outcome, error }: RunMetadata, t: RunTranslations): string {
  switch (outcome) {
    case 'complete':
      return t.emptyAnswer;
    case 'stopped':
      return t.stopped;
    case 'length':
      return error ? describeRunError(error, t) : t.lengthLimit;
    case 'content-filter':
      return t.filtered;
    case 'awaiting-approval':
      return t.awaitingApproval;
    default:
      return error ? describeRunError(error, t) : t.errors['connection-lost'];
  }
}
