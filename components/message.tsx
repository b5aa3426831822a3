import { memo } from 'react';
import { useMessages } from '#lib/i18n/use-messages.tsx';
import { textOf } from '#lib/protocol/answer-builder.ts';
import type { ChatMessage, MessagePart } from '#lib/protocol/run-event.ts';
import { MessageEnd } from './message-end.tsx';
import { Reasoning } from './reasoning.tsx';
import { TextPart } from './text-part.tsx';
import { ToolCall } from './tool-call.tsx';

type MessageProps = {
  message: ChatMessage;
  /** The answer is still being written. */
  streaming: boolean;
  /** Present where the answer can be asked for again. */
  onRetry?: () => void;
  /** Present where the answer can be gone on with. */
  onContinue?: () => void;
};

/** A question, in a soft bubble; or an answer, plain on the page. */
export const Message = memo(function Message({ message, streaming, onRetry, onContinue }: MessageProps) {
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
  return (
    <article aria-label={texts.answer} aria-busy={streaming} className="flex flex-col gap-3">
      {message.parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part keeps its place in its message for good
        <Part key={index} part={part} streaming={streaming && (index === lastPart || isCall(part))} />
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

/** Calls run side by side: each of them may be going on while its run is. */
function isCall(part: MessagePart): boolean {
  return part.type === 'dynamic-tool';
}

const Part = memo(function Part({ part, streaming }: { part: MessagePart; streaming: boolean }) {
  switch (part.type) {
    case 'text':
      return <TextPart text={part.text} streaming={streaming} />;
    case 'reasoning':
      return <Reasoning text={part.text} streaming={streaming} />;
    case 'dynamic-tool':
      return <ToolCall call={part} running={streaming} />;
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
