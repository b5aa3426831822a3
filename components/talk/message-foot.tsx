import { lazy, memo, Suspense } from 'react';
import type { Versions } from '#lib/client/history/tree.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

const MessageActions = lazy(async () => ({
  default: (await import('./message-actions.tsx')).MessageActions,
}));

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
        <Suspense>
          <MessageActions {...props} />
        </Suspense>
      )}
    </div>
  );
});
