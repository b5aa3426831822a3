import { memo } from 'react';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { LazyPart } from '../ui/lazy-part.tsx';
import type { MessageToolbarProps } from './message-toolbar.tsx';

const messageToolbar = lazyValue(() =>
  import('./message-toolbar.tsx').then((module) => module.MessageToolbar),
);

/** The row below a message. It has its height from the start, so that nothing moves when its actions appear. */
export const MessageFooter = memo(function MessageFooter(props: MessageToolbarProps) {
  const side = props.message.role === 'user' ? 'justify-end' : '-ml-2';
  return (
    <div className={`flex min-h-8 items-center touch:min-h-11 ${side}`}>
      {/* While its message is written it has nothing to offer but versions, and would render with every frame. */}
      {(!props.streaming || props.versions) && (
        // One notice is enough: a retry loads the actions of all messages.
        <LazyPart part={messageToolbar} quiet={!props.last}>
          {(MessageToolbar) => <MessageToolbar {...props} />}
        </LazyPart>
      )}
    </div>
  );
});
