import { memo, useEffect, useRef } from 'react';
import type { Versions } from '#lib/client/history/message-tree.ts';
import { whenIdle } from '#lib/client/platform/when-idle.ts';
import { useFocusReturn } from '#lib/client/reading/use-focus-return.ts';
import { useMessageHash } from '#lib/client/reading/use-message-hash.ts';
import { useMountedGroups } from '#lib/client/reading/use-mounted-groups.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import { prefetchToolCall } from '../tool-call/lazy-tool-call.tsx';
import { Message } from './message.tsx';
import { MessageFooter } from './message-footer.tsx';

type TranscriptProps = {
  messages: readonly ChatMessage[];
  versions: ReadonlyMap<string, Versions>;
  /** The last message is being written. */
  running: boolean;
  /** An answer is being written in this chat, here or in another version. */
  busy: boolean;
  /** The question that is being changed. */
  editing: string | undefined;
  onRetry(): void;
  onContinue(): void;
  onConsent(toolCallId: string, consent: ConsentAnswer): void;
  /** The URL names a message on another branch. */
  onFind(messageId: string): void;
  /** The message that the URL names has been scrolled into view. */
  onFound(): void;
};

const GROUP_SIZE = 10;

/**
 * What was said, in its order. Only the group of the last message renders again while that message grows; of a long chat
 * the older groups are mounted when there is time, and a browser may leave out what is far from the screen.
 */
export function Transcript(props: TranscriptProps) {
  const { messages, running, busy, onRetry, onContinue, onConsent, onFind, onFound, ...rest } = props;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => whenIdle(prefetchToolCall), []);
  useFocusReturn(list);
  useMessageHash(messages, { find: onFind, onArrival: onFound });
  const firstGroup = useMountedGroups(list, Math.ceil(messages.length / GROUP_SIZE));
  const groups = [];
  for (let first = firstGroup * GROUP_SIZE; first < messages.length; first += GROUP_SIZE) {
    const last = first + GROUP_SIZE >= messages.length;
    groups.push(
      // A message stays in its group for good, so nothing is mounted anew when the chat grows.
      <MessageGroup
        key={first}
        messages={messages.slice(first, first + GROUP_SIZE)}
        last={last}
        running={last && running}
        isSkippable={first + 2 * GROUP_SIZE < messages.length}
        busy={busy}
        {...rest}
        {...(last && !busy ? { onRetry, onContinue, onConsent } : {})}
      />,
    );
  }
  return (
    <ol ref={list} className="flex flex-col gap-2 pt-4 empty:hidden">
      {groups}
    </ol>
  );
}

type GroupProps = Omit<TranscriptProps, 'onRetry' | 'onContinue' | 'onConsent' | 'onFind' | 'onFound'> & {
  /** It holds the last message of the chat. */
  last: boolean;
  /** Its messages are far enough from the end to be left out of layout while they are off the screen. */
  isSkippable: boolean;
  /** Present where the last message can be asked for again. */
  onRetry?: () => void;
  /** Present where the last message can be gone on with. */
  onContinue?: () => void;
  /** Present where the calls of the last message can be allowed and denied. */
  onConsent?: TranscriptProps['onConsent'];
};

const MessageGroup = memo(function MessageGroup(group: GroupProps) {
  const { messages, versions, running, isSkippable, busy, editing, onRetry, onContinue, onConsent } = group;
  return messages.map((message, index) => {
    const last = group.last && index === messages.length - 1;
    const streaming = last && running && message.role === 'assistant';
    return (
      <li
        key={message.id}
        id={`message-${message.id}`}
        className={`group/message scroll-mt-20 rounded-xl ${isSkippable ? SKIPPABLE : ''}`}
      >
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
          streaming={streaming}
          busy={busy}
          last={last}
        />
      </li>
    );
  });
}, isSameGroup);

/** Search in the page and marking words go on working; the rings of focus at a message's edge are not cut off. */
const SKIPPABLE =
  '[contain-intrinsic-size:auto_12rem] [content-visibility:auto] [overflow-clip-margin:0.5rem]';

function isSameGroup(before: GroupProps, after: GroupProps): boolean {
  return (
    before.last === after.last &&
    before.running === after.running &&
    before.isSkippable === after.isSkippable &&
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
