import { RotateCcw } from 'lucide-react';
import type { Messages } from '#lib/i18n/en.ts';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import type { ChatMessage, RunMetadata } from '#lib/protocol/run-event.ts';

/** How an answer ended, where it was not simply complete, and what can be done about it. */
export function MessageEnd({ message, onRetry }: { message: ChatMessage; onRetry?: () => void }) {
  const texts = useMessages();
  const metadata = message.metadata;
  const unanswered = message.role === 'user';
  if (metadata?.outcome === 'complete' || (!unanswered && metadata === undefined)) return null;
  const failed = metadata?.outcome === 'failed' || metadata?.outcome === 'interrupted';
  return (
    <div
      className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-sm"
      data-outcome={metadata?.outcome ?? 'unanswered'}
    >
      {metadata && (
        <p className={failed ? 'text-danger' : 'text-muted'} role={failed ? 'alert' : undefined}>
          {sentenceFor(metadata, texts)}
          {metadata.error?.code === 'upstream-error' && (
            <span className="block text-muted">{metadata.error.message}</span>
          )}
        </p>
      )}
      {onRetry && (
        <button
          type="button"
          onClick={onRetry}
          className="flex items-center gap-1.5 rounded-md py-1 text-accent underline-offset-4 hover:underline"
        >
          <RotateCcw className="size-3.5" aria-hidden />
          {texts.retry}
        </button>
      )}
    </div>
  );
}

function sentenceFor({ outcome, error }: RunMetadata, texts: Messages): string {
  switch (outcome) {
    case 'stopped':
      return texts.stopped;
    case 'length':
      return texts.atLength;
    case 'content-filter':
      return texts.filtered;
    case 'awaiting-approval':
      return texts.awaitingApproval;
    default:
      return texts.errors[error?.code ?? 'connection-lost'];
  }
}
