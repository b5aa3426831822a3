import { memo } from 'react';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { LazyPart } from '../ui/lazy-part.tsx';
import type { MessageToolbarProps } from './message-toolbar.tsx';

const messageToolbar = lazyValue(() =>
  import('./message-toolbar.tsx').then((module) => module.MessageToolbar),
);

/** The row below a message. Its height is reserved, so that nothing moves when the actions appear. */
export const MessageFooter = memo(function MessageFooter(props: MessageToolbarProps) {
  const side = props.message.role === 'user' ? 'justify-end' : '-ml-2';
  return (
    <div className={`flex min-h-8 items-center touch:min-h-11 ${side}`}>
      {/* A message that is being written has no actions but its versions, and would re-render with every frame. */}
      {(!props.streaming || props.versions) && (
        // One failure notice is enough: its retry loads the toolbars of all messages.
        <LazyPart part={messageToolbar} quiet={!props.last}>
          {(MessageToolbar) => <MessageToolbar {...props} />}
        </LazyPart>
      )}
    </div>
  );
});
