import { memo, useRef } from 'react';
import { useMountedGroups } from '#lib/client/use-mounted-groups.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import { Message } from './message.tsx';

type TranscriptProps = {
  messages: readonly ChatMessage[];
  running: boolean;
  onRetry(): void;
  onContinue(): void;
  onConsent(toolCallId: string, consent: ConsentAnswer): void;
};

const GROUP_SIZE = 10;

/**
 * What was said, in its order. Only the group of the last message renders again while that message grows; of a long chat
 * the older groups are mounted when there is time, and a browser may leave out what is far from the screen.
 */
export function Transcript({ messages, running, onRetry, onContinue, onConsent }: TranscriptProps) {
  const list = useRef<HTMLOListElement>(null);
  const firstGroup = useMountedGroups(list, Math.ceil(messages.length / GROUP_SIZE));
  const groups = [];
  for (let first = firstGroup * GROUP_SIZE; first < messages.length; first += GROUP_SIZE) {
    const last = first + GROUP_SIZE >= messages.length;
    groups.push(
      // A message stays in its group for good, so nothing is mounted anew when the chat grows.
      <MessageGroup
        key={first}
        messages={messages.slice(first, first + GROUP_SIZE)}
        running={last && running}
        isSkippable={first + 2 * GROUP_SIZE < messages.length}
        {...(last && !running ? { onRetry, onContinue, onConsent } : {})}
      />,
    );
  }
  return (
    <ol ref={list} className="flex flex-col gap-6 pt-4 empty:hidden">
      {groups}
    </ol>
  );
}

type GroupProps = {
  messages: readonly ChatMessage[];
  /** The last message is being written. */
  running: boolean;
  /** Its messages are far enough from the end to be left out of layout while they are off the screen. */
  isSkippable: boolean;
  /** Present where the last message can be asked for again. */
  onRetry?: () => void;
  /** Present where the last message can be gone on with. */
  onContinue?: () => void;
  /** Present where the calls of the last message can be allowed and denied. */
  onConsent?: TranscriptProps['onConsent'];
};

const MessageGroup = memo(function MessageGroup(props: GroupProps) {
  const { messages, running, isSkippable, onRetry, onContinue, onConsent } = props;
  return messages.map((message, index) => {
    const last = index === messages.length - 1;
    return (
      <li key={message.id} className={isSkippable ? SKIPPABLE : undefined}>
        <Message
          message={message}
          streaming={last && running}
          {...(last && onRetry ? { onRetry } : {})}
          {...(last && onContinue ? { onContinue } : {})}
          {...(last && onConsent ? { onConsent } : {})}
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
    before.running === after.running &&
    before.isSkippable === after.isSkippable &&
    before.onRetry === after.onRetry &&
    before.onContinue === after.onContinue &&
    before.onConsent === after.onConsent &&
    before.messages.length === after.messages.length &&
    before.messages.every((message, index) => message === after.messages[index])
  );
}
