import { memo } from 'react';
import type { Versions } from '#lib/client/history/tree.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { Message } from './message.tsx';
import { MessageFoot } from './talk/message-foot.tsx';

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
};

const GROUP_SIZE = 20;

/** What was said, in its order. Only the group of the last message renders again while that message grows. */
export function Transcript({ messages, running, busy, onRetry, onContinue, ...rest }: TranscriptProps) {
  const groups = [];
  for (let first = 0; first < messages.length; first += GROUP_SIZE) {
    const last = first + GROUP_SIZE >= messages.length;
    groups.push(
      // A message stays in its group for good, so nothing is mounted anew when the chat grows.
      <MessageGroup
        key={first}
        messages={messages.slice(first, first + GROUP_SIZE)}
        last={last}
        running={last && running}
        busy={busy}
        {...rest}
        {...(last && !busy ? { onRetry, onContinue } : {})}
      />,
    );
  }
  return <ol className="flex flex-col gap-2 pt-4 empty:hidden">{groups}</ol>;
}

type GroupProps = Omit<TranscriptProps, 'onRetry' | 'onContinue'> & {
  /** It holds the last message of the chat. */
  last: boolean;
  /** Present where the last message can be asked for again. */
  onRetry?: () => void;
  /** Present where the last message can be gone on with. */
  onContinue?: () => void;
};

const MessageGroup = memo(function MessageGroup(group: GroupProps) {
  const { messages, versions, running, busy, editing, onRetry, onContinue } = group;
  return messages.map((message, index) => {
    const last = group.last && index === messages.length - 1;
    const streaming = last && running && message.role === 'assistant';
    return (
      <li key={message.id} id={`message-${message.id}`} className="group/message scroll-mt-20 rounded-xl">
        <Message
          message={message}
          streaming={streaming}
          editing={editing === message.id}
          busy={busy}
          {...(last && onRetry ? { onRetry } : {})}
          {...(last && onContinue ? { onContinue } : {})}
        />
        <MessageFoot
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

function isSameGroup(before: GroupProps, after: GroupProps): boolean {
  return (
    before.last === after.last &&
    before.running === after.running &&
    before.busy === after.busy &&
    before.editing === after.editing &&
    before.versions === after.versions &&
    before.onRetry === after.onRetry &&
    before.onContinue === after.onContinue &&
    before.messages.length === after.messages.length &&
    before.messages.every((message, index) => message === after.messages[index])
  );
}
