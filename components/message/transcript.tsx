import { memo, useEffect, useRef, useState } from 'react';
import type { Versions } from '#lib/client/history/message-tree.ts';
import { whenIdle } from '#lib/client/platform/when-idle.ts';
import { useFocusReturn } from '#lib/client/reading/use-focus-return.ts';
import { useMessageHash } from '#lib/client/reading/use-message-hash.ts';
import { useMessageKeys } from '#lib/client/reading/use-message-keys.ts';
import { useMountedGroups } from '#lib/client/reading/use-mounted-groups.ts';
import { useSkipped } from '#lib/client/reading/use-skipped.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import { prefetchToolCalls } from '../tool-call/lazy-tool-calls.tsx';
import { AnswerSpace } from './answer-space.tsx';
import { MessageFooter } from './footer/message-footer.tsx';
import { Message } from './message.tsx';
import { BusyProvider } from './message-actions-context.ts';
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
 * are mounted when the browser is idle, and the browser skips those that are off screen. A group is skipped as a whole: with a
 * thousand elements to watch, one for each message, every frame took 12 ms longer. Roles and not `ol` and `li`, because no element
 * may stand between those.
 */
export function Transcript(props: TranscriptProps) {
  const { messages, running, busy, onRetry, onContinue, onConsent, onFind, onFound, ...rest } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => whenIdle(prefetchToolCalls), []);
  useFocusReturn(list);
  useMessageHash(messages, { find: onFind, onArrival: onFound });
  useMessageKeys(list, onFound);
  const asked = useAskedQuestion(messages, running);
  const last = messages.at(-1);
  const waits = awaitsApproval(last);
  const firstGroup = useMountedGroups(list, messages, GROUP_SIZE);
  const groups = [];
  for (let first = firstGroup * GROUP_SIZE; first < messages.length; first += GROUP_SIZE) {
    const isLast = first + GROUP_SIZE >= messages.length;
    const isSkippable = first + 2 * GROUP_SIZE < messages.length;
    groups.push(
      // A message never changes its group, so nothing is remounted when the chat grows.
      <MessageGroup
        key={first}
        isFirst={first === 0}
        messages={messages.slice(first, first + GROUP_SIZE)}
        last={isLast}
        running={isLast && running}
        isSkippable={isSkippable}
        asked={isSkippable ? undefined : asked}
        waiting={waits && !isSkippable ? messages.at(-2)?.id : undefined}
        {...rest}
        {...(isLast && !busy ? { onRetry, onContinue, onConsent } : {})}
      />,
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: the groups are between the list and its items
    <div ref={list} role="list" className="pt-4 empty:hidden">
      {/* While an answer waits for an approval, an edited question or another answer would drop the calls. */}
      <BusyProvider value={busy || waits}>{groups}</BusyProvider>
      {running && last?.role === 'user' && (
        // biome-ignore lint/a11y/useSemanticElements: an item of the list above
        <div role="listitem">
          <Pulse />
        </div>
      )}
    </div>
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

type GroupProps = Omit<
  TranscriptProps,
  'busy' | 'onRetry' | 'onContinue' | 'onConsent' | 'onFind' | 'onFound'
> & {
  /** The group contains the first message of the chat. */
  isFirst: boolean;
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
  const { messages, versions, running, isFirst, isSkippable, asked, waiting, editing } = group;
  const { onRetry, onContinue, onConsent } = group;
  const t = useMessageTranslations();
  const element = useRef<HTMLDivElement>(null);
  const skipped = useSkipped(element, isSkippable);
  const items = messages.map((message, index) => {
    const last = group.last && index === messages.length - 1;
    const streaming = last && running && message.role === 'assistant';
    const isApart = message.role === 'user' && !(isFirst && index === 0);
    return (
      // biome-ignore lint/a11y/useSemanticElements: the group is between it and its list
      <div
        key={message.id}
        id={`message-${message.id}`}
        role="listitem"
        className={`group/message scroll-mt-20 rounded-xl ${isApart ? 'mt-6' : ''}`}
      >
        {message.id === asked && <AnswerSpace />}
        {/* Screen readers walk from heading to heading. Not part of a selection, and of what is copied. */}
        <h2 className="sr-only select-none">{message.role === 'user' ? t.question : t.answer}</h2>
        <Message
          message={message}
          streaming={streaming}
          editing={editing === message.id}
          {...(last && onRetry ? { onRetry } : {})}
          {...(last && onContinue ? { onContinue } : {})}
          {...(last && onConsent ? { onConsent } : {})}
        />
        <MessageFooter
          message={message}
          versions={versions.get(message.id)}
          streaming={streaming || message.id === waiting}
          last={last}
          skipped={skipped}
        />
      </div>
    );
  });
  return (
    <div ref={element} className={isSkippable ? SKIPPABLE : ''}>
      {items}
    </div>
  );
}, isSameGroup);

/** Find-in-page and selection still work with `content-visibility`. The clip margin leaves room for focus rings and wide tables. */
const SKIPPABLE =
  '[contain-intrinsic-size:auto_120rem] [content-visibility:auto] [overflow-clip-margin:10rem]';

function isSameGroup(before: GroupProps, after: GroupProps): boolean {
  return (
    before.last === after.last &&
    before.running === after.running &&
    before.isSkippable === after.isSkippable &&
    before.asked === after.asked &&
    before.waiting === after.waiting &&
    before.editing === after.editing &&
    before.onRetry === after.onRetry &&
    before.onContinue === after.onContinue &&
    before.onConsent === after.onConsent &&
    before.messages.length === after.messages.length &&
    before.messages.every((message, index) => message === after.messages[index]) &&
    (before.versions === after.versions ||
      after.messages.every(({ id }) => before.versions.get(id) === after.versions.get(id)))
  );
}
