import { memo } from 'react';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { Message } from './message.tsx';

type TranscriptProps = {
  messages: readonly ChatMessage[];
  running: boolean;
  onRetry(): void;
  onContinue(): void;
};

const GROUP_SIZE = 20;

/** What was said, in its order. Only the group of the last message renders again while that message grows. */
export function Transcript({ messages, running, onRetry, onContinue }: TranscriptProps) {
  const groups = [];
  for (let first = 0; first < messages.length; first += GROUP_SIZE) {
    const last = first + GROUP_SIZE >= messages.length;
    groups.push(
      // A message stays in its group for good, so nothing is mounted anew when the chat grows.
      <MessageGroup
        key={first}
        messages={messages.slice(first, first + GROUP_SIZE)}
        running={last && running}
        {...(last && !running ? { onRetry, onContinue } : {})}
      />,
    );
  }
  return <ol className="flex flex-col gap-6 pt-4 empty:hidden">{groups}</ol>;
}

type GroupProps = {
  messages: readonly ChatMessage[];
  /** The last message is being written. */
  running: boolean;
  /** Present where the last message can be asked for again. */
  onRetry?: () => void;
  /** Present where the last message can be gone on with. */
  onContinue?: () => void;
};

const MessageGroup = memo(function MessageGroup({ messages, running, onRetry, onContinue }: GroupProps) {
  return messages.map((message, index) => {
    const last = index === messages.length - 1;
    return (
      <li key={message.id} id={`message-${message.id}`}>
        <Message
          message={message}
          streaming={last && running}
          {...(last && onRetry ? { onRetry } : {})}
          {...(last && onContinue ? { onContinue } : {})}
        />
      </li>
    );
  });
}, isSameGroup);

function isSameGroup(before: GroupProps, after: GroupProps): boolean {
  return (
    before.running === after.running &&
    before.onRetry === after.onRetry &&
    before.onContinue === after.onContinue &&
    before.messages.length === after.messages.length &&
    before.messages.every((message, index) => message === after.messages[index])
  );
}
