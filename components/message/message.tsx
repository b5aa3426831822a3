import { memo } from 'react';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { getMessageText } from '#lib/protocol/answer-builder.ts';
import { type ChatMessage, getReasoningMs, type MessagePart } from '#lib/protocol/run-event.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import { isUnseen, joinCalls } from '../tool-call/call-groups.ts';
import { LazyToolCalls } from '../tool-call/lazy-tool-calls.tsx';
import { LazyPart } from '../ui/lazy-part.tsx';
import { FileParts } from './file-parts.tsx';
import { useMessageActions } from './message-actions-context.ts';
import { MessageEnd } from './message-end.tsx';
import { awaitsApproval } from './next-step.ts';
import { Pulse } from './pulse.tsx';
import { QuestionText } from './question-text.tsx';
import { Reasoning } from './reasoning.tsx';
import { SourceList } from './source-list.tsx';
import { TextPart } from './text-part.tsx';

const questionEditor = lazyValue(() =>
  import('./question-editor.tsx').then((module) => module.QuestionEditor),
);

type MessageProps = {
  message: ChatMessage;
  /** The answer is being written. */
  streaming: boolean;
  /** The question is being edited. */
  editing: boolean;
  /** Present if the answer can be retried. */
  onRetry?: () => void;
  /** Present if the answer can be continued. */
  onContinue?: () => void;
  /** Present if its tool calls can be allowed or denied. */
  onConsent?: (toolCallId: string, consent: ConsentAnswer) => void;
};

/** A question in a bubble, or an answer as plain page content. */
export const Message = memo(function Message(props: MessageProps) {
  return props.message.role === 'user' ? <Question {...props} /> : <Answer {...props} />;
});

function Question({ message, editing, onRetry }: MessageProps) {
  const t = useMessageTranslations();
  const { beginEdit } = useMessageActions();
  const text = getMessageText(message);
  const bubble = (
    <>
      <FileParts files={message.parts.filter((part) => part.type === 'file')} />
      {text !== '' && <QuestionText text={text} />}
    </>
  );
  return (
    <article aria-label={t.question} data-role="user" className="flex flex-col items-end gap-2">
      {editing ? (
        <LazyPart
          part={questionEditor}
          fallback={bubble}
          instead={bubble}
          cancel={{ label: t.cancel, onClick: () => beginEdit() }}
        >
          {(QuestionEditor) => <QuestionEditor question={message} />}
        </LazyPart>
      ) : (
        bubble
      )}
      {onRetry && <MessageEnd message={message} onRetry={onRetry} />}
    </article>
  );
}

/** The text of an answer stands apart from its reasoning and tool calls. */
const APART =
  '[&>[data-part=text]:not(:first-child)]:mt-5 [&>[data-part=text]+:is([data-part=calls],details)]:mt-5';

function Answer({ message, streaming, onRetry, onContinue, onConsent }: MessageProps) {
  const t = useMessageTranslations();
  const lastPart = message.parts.length - 1;
  const run = streaming ? 'live' : onConsent && awaitsApproval(message) ? 'waiting' : 'over';
  return (
    <article aria-label={t.answer} aria-busy={streaming} className={`flex flex-col gap-3 ${APART}`}>
      {joinCalls(message.parts).map(({ index, ...shown }) =>
        'calls' in shown ? (
          <LazyToolCalls
            key={index}
            calls={shown.calls}
            run={run}
            {...(run === 'waiting' && onConsent ? { onConsent } : {})}
          />
        ) : (
          <Part key={index} part={shown.part} streaming={streaming && index === lastPart} />
        ),
      )}
      {streaming && message.parts.every(isUnseen) && <Pulse />}
      <SourceList sources={message.parts.filter((part) => part.type === 'source-url')} />
      {!streaming && (
        <MessageEnd
          message={message}
          {...(onRetry ? { onRetry } : {})}
          {...(onContinue ? { onContinue } : {})}
        />
      )}
    </article>
  );
}

const Part = memo(function Part({ part, streaming }: { part: MessagePart; streaming: boolean }) {
  switch (part.type) {
    case 'text':
      return <TextPart part={part} streaming={streaming} />;
    case 'reasoning':
      return <Reasoning text={part.text} streaming={streaming} thoughtMs={getReasoningMs(part)} />;
    case 'file':
      return <FileParts files={[part]} />;
    default:
      return null;
  }
});
