import { memo } from 'react';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import { textOf } from '#lib/protocol/answer-builder.ts';
import type { ChatMessage, MessagePart } from '#lib/protocol/run-event.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import { MessageEnd } from './message-end.tsx';
import { Reasoning } from './reasoning.tsx';
import { TextPart } from './text-part.tsx';
import type { RunOfCall } from './tool-call/call-state.ts';
import { ToolCallLater } from './tool-call-later.tsx';

type MessageProps = {
  message: ChatMessage;
  /** The answer is still being written. */
  streaming: boolean;
  /** Present where the answer can be asked for again. */
  onRetry?: () => void;
  /** Present where the answer can be gone on with. */
  onContinue?: () => void;
  /** Present where its calls can be allowed and denied. */
  onConsent?: (toolCallId: string, consent: ConsentAnswer) => void;
};

/** A question, in a soft bubble; or an answer, plain on the page. */
export const Message = memo(function Message(props: MessageProps) {
  const { message, streaming, onRetry, onContinue, onConsent } = props;
  const texts = useMessages();
  if (message.role === 'user') {
    return (
      <article aria-label={texts.you} className="flex flex-col items-end gap-2">
        <div
          className="max-w-[85%] rounded-2xl bg-surface px-4 py-2 wrap-break-word whitespace-pre-wrap"
          dir="auto"
        >
          {textOf(message)}
        </div>
        {onRetry && <MessageEnd message={message} onRetry={onRetry} />}
      </article>
    );
  }
  const lastPart = message.parts.length - 1;
  const run = streaming ? 'live' : onConsent && isWaiting(message) ? 'waiting' : 'over';
  return (
    <article aria-label={texts.answer} aria-busy={streaming} className="flex flex-col gap-3">
      {message.parts.map((part, index) => (
        <Part
          // biome-ignore lint/suspicious/noArrayIndexKey: a part keeps its place in its message for good
          key={index}
          part={part}
          streaming={streaming && index === lastPart}
          {...(isCall(part) ? { run } : {})}
          {...(isCall(part) && run === 'waiting' && onConsent ? { onConsent } : {})}
        />
      ))}
      {!streaming && (
        <MessageEnd
          message={message}
          {...(onRetry ? { onRetry } : {})}
          {...(onContinue ? { onContinue } : {})}
        />
      )}
    </article>
  );
});

/** Calls run side by side: what becomes of each is a matter of the whole run. */
function isCall(part: MessagePart): boolean {
  return part.type === 'dynamic-tool';
}

function isWaiting({ metadata }: ChatMessage): boolean {
  return metadata?.outcome === 'awaiting-approval';
}

type PartProps = {
  part: MessagePart;
  streaming: boolean;
  run?: RunOfCall;
  onConsent?: NonNullable<MessageProps['onConsent']>;
};

const Part = memo(function Part({ part, streaming, run = 'over', onConsent }: PartProps) {
  switch (part.type) {
    case 'text':
      return <TextPart text={part.text} streaming={streaming} />;
    case 'reasoning':
      return <Reasoning text={part.text} streaming={streaming} />;
    case 'dynamic-tool':
      return <ToolCallLater call={part} run={run} {...(onConsent ? { onConsent } : {})} />;
    case 'source-url':
      return (
        <a
          href={/^https?:/.test(part.url) ? part.url : undefined}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="truncate text-sm text-accent underline underline-offset-4"
        >
          {part.title ?? part.url}
        </a>
      );
    default:
      return null;
  }
});
