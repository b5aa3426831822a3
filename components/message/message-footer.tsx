import { memo } from 'react';
import type { Versions } from '#lib/client/history/message-tree.ts';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { LazyPart } from '../ui/lazy-part.tsx';

const messageActions = lazyValue(() =>
  import('./message-actions.tsx').then((module) => module.MessageActions),
);

export type MessageFootProps = {
  message: ChatMessage;
  versions: Versions | undefined;
  /** The message is being written. */
  streaming: boolean;
  /** An answer is being written in this chat: nothing more can be asked now. */
  busy: boolean;
  /** The last message, whose actions are always in sight. */
  last: boolean;
};

/** The row below a message. It has its height from the start, so that nothing moves when its actions appear. */
export const MessageFoot = memo(function MessageFoot(props: MessageFootProps) {
  const side = props.message.role === 'user' ? 'justify-end' : '-ml-2';
  return (
    <div className={`flex min-h-8 items-center touch:min-h-11 ${side}`}>
      {/* While its message is written it has nothing to offer but versions, and would render with every frame. */}
      {(!props.streaming || props.versions) && (
        // One notice is enough: a retry loads the actions of all messages.
        <LazyPart part={messageActions} quiet={!props.last}>
          {(MessageActions) => <MessageActions {...props} />}
        </LazyPart>
      )}
    </div>
  );
});
