import { memo, useEffect, useRef, useState } from 'react';
import type { Versions } from '#lib/client/history/message-tree.ts';
import { whenIdle } from '#lib/client/platform/when-idle.ts';
import { useFocusReturn } from '#lib/client/reading/use-focus-return.ts';
import { useMessageHash } from '#lib/client/reading/use-message-hash.ts';
import { useMessageKeys } from '#lib/client/reading/use-message-keys.ts';
import { useMountedGroups } from '#lib/client/reading/use-mounted-groups.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import { prefetchToolCalls } from '../tool-call/lazy-tool-calls.tsx';
import { AnswerSpace } from './answer-space.tsx';
import { MessageFooter } from './footer/message-footer.tsx';
import { Message } from './message.tsx';
import { awaitsApproval } from './next-step.ts';
import { Pulse } from './pulse.tsx';

type TranscriptProps = {
  messages: readonly ChatMessage[];
  versions: ReadonlyMap<string, Versions>;
  /** The last message is being written. */
  running: boolean;
  /** An answer is being written in this chat, in this version or another. */
  busy: boolean;
  /** The id of the question that is being edited. */
  editing: string | undefined;
  onRetry(): void;
  onContinue(): void;
  onConsent(toolCallId: string, consent: ConsentAnswer): void;
  /** The URL names a message on another branch. */
  onFind(messageId: string): void;
  /** The page is scrolled to a message that the URL names or a key has led to. */
  onFound(): void;
};

const GROUP_SIZE = 10;

/**
 * The messages in order, in groups. While an answer grows only the last group re-renders. In a long chat, older groups
 * are mounted when the browser is idle, and the browser can skip the layout of those that are off screen.
 */
export function Transcript(props: TranscriptProps) {
  const { messages, running, busy, onRetry, onContinue, onConsent, onFind, onFound, ...rest } = props;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => whenIdle(prefetchToolCalls), []);
  useFocusReturn(list);
  useMessageHash(messages, { find: onFind, onArrival: onFound });
  useMessageKeys(list, onFound);
  const asked = useAskedQuestion(messages, running);
  const last = messages.at(-1);
  const waits = awaitsApproval(last);
  const firstGroup = useMountedGroups(list, Math.ceil(messages.length / GROUP_SIZE));
  const groups = [];
  for (let first = firstGroup * GROUP_SIZE; first < messages.length; first += GROUP_SIZE) {
    const isLast = first + GROUP_SIZE >= messages.length;
    const isSkippable = first + 2 * GROUP_SIZE < messages.length;
    groups.push(
      // A message never changes its group, so nothing is remounted when the chat grows.
      <MessageGroup
        key={first}
        messages={messages.slice(first, first + GROUP_SIZE)}
        last={isLast}
        running={isLast && running}
        isSkippable={isSkippable}
        asked={isSkippable ? undefined : asked}
        waiting={waits && !isSkippable ? messages.at(-2)?.id : undefined}
        busy={busy || waits} // an edited question or another answer would drop the calls
        {...rest}
        {...(isLast && !busy ? { onRetry, onContinue, onConsent } : {})}
      />,
    );
  }
  return (
    <ol ref={list} className="pt-4 empty:hidden">
      {groups}
      {running && last?.role === 'user' && (
        <li>
          <Pulse />
        </li>
      )}
    </ol>
  );
}

/**
 * The id of the question that was asked last on this page, or whose answer was being written when the page was opened. An answer
 * that is continued does not count, because its question would move.
 */
function useAskedQuestion(messages: readonly ChatMessage[], running: boolean): string | undefined {
  const [asked, setAsked] = useState<string>();
  /** The last message, if it is an answer that has ended. */
  const [ended, setEnded] = useState<string>();
  const last = messages.at(-1);
  if (running && last?.id !== ended) {
    const question = messages.findLast(({ role }) => role === 'user')?.id;
    if (question !== asked) setAsked(question);
  }
  const nowEnded = last?.metadata?.outcome && last.id;
  if (!running && nowEnded !== ended) setEnded(nowEnded);
  return asked;
}

type GroupProps = Omit<TranscriptProps, 'onRetry' | 'onContinue' | 'onConsent' | 'onFind' | 'onFound'> & {
  /** The group contains the last message of the chat. */
  last: boolean;
  /** The group is far enough from the end for the browser to skip its layout while it is off screen. */
  isSkippable: boolean;
  /** The id of the question that has room for its answer. */
  asked: string | undefined;
  /** The id of the question whose answer waits for an approval. */
  waiting: string | undefined;
  /** Present if the last message can be retried. */
  onRetry?: () => void;
  /** Present if the last message can be continued. */
  onContinue?: () => void;
  /** Present if the tool calls of the last message can be allowed or denied. */
  onConsent?: TranscriptProps['onConsent'];
};

const MessageGroup = memo(function MessageGroup(group: GroupProps) {
  const { messages, versions, running, isSkippable, asked, waiting, busy, editing } = group;
  const { onRetry, onContinue, onConsent } = group;
  const t = useMessageTranslations();
  return messages.map((message, index) => {
    const last = group.last && index === messages.length - 1;
    const streaming = last && running && message.role === 'assistant';
    return (
      <li
        key={message.id}
        id={`message-${message.id}`}
        className={`group/message scroll-mt-20 rounded-xl ${message.role === 'user' ? 'not-first:mt-6' : ''} ${isSkippable ? SKIPPABLE : ''}`}
      >
        {message.id === asked && <AnswerSpace />}
        {/* Screen readers walk from heading to heading. Not part of a selection, and of what is copied. */}
        <h2 className="sr-only select-none">{message.role === 'user' ? t.question : t.answer}</h2>
        <Message
          message={message}
          streaming={streaming}
          editing={editing === message.id}
          busy={busy}
          {...(last && onRetry ? { onRetry } : {})}
          {...(last && onContinue ? { onContinue } : {})}
          {...(last && onConsent ? { onConsent } : {})}
        />
        <MessageFooter
          message={message}
          versions={versions.get(message.id)}
          streaming={streaming || message.id === waiting}
          busy={busy}
          last={last}
        />
      </li>
    );
  });
}, isSameGroup);

/** Find-in-page and selection still work with `content-visibility`. The clip margin leaves room for focus rings and wide tables. */
const SKIPPABLE =
  '[contain-intrinsic-size:auto_12rem] [content-visibility:auto] [overflow-clip-margin:10rem]';

function isSameGroup(before: GroupProps, after: GroupProps): boolean {
  return (
    before.last === after.last &&
    before.running === after.running &&
    before.isSkippable === after.isSkippable &&
    before.asked === after.asked &&
    before.waiting === after.waiting &&
    before.busy === after.busy &&
    before.editing === after.editing &&
    before.versions === after.versions &&
    before.onRetry === after.onRetry &&
    before.onContinue === after.onContinue &&
    before.onConsent === after.onConsent &&
    before.messages.length === after.messages.length &&
    before.messages.every((message, index) => message === after.messages[index])
  );
}
