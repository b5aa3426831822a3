import { memo, useDeferredValue } from 'react';
import { LazyPart } from '#components/ui/lazy-part.tsx';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import { awaitsApproval } from '../next-step.ts';
import type { MessageToolbarProps } from './message-toolbar.tsx';

const messageToolbar = lazyValue(() =>
  import('./message-toolbar.tsx').then((module) => module.MessageToolbar),
);

/** Starts to load the actions of messages, which are not part of the first load. */
export const prefetchToolbar = messageToolbar.prefetch;

type MessageFooterProps = MessageToolbarProps & {
  /** The message is so far from what is on the screen that the browser skips it. */
  skipped: boolean;
};

/**
 * The row below a message. Its height is reserved, so that nothing moves when the actions appear. Below a question it is also the gap
 * to the answer, and lower than its buttons, except on touch screens, where they are always visible.
 */
export const MessageFooter = memo(function MessageFooter({ skipped, ...props }: MessageFooterProps) {
  const place =
    props.message.role === 'user' ? 'h-6 justify-end touch:mb-2 touch:h-11' : '-ml-2 min-h-8 touch:min-h-11';
  const isGoingOn = props.streaming || (props.last && awaitsApproval(props.message));
  // The text is rendered first, the actions in a later, interruptible render.
  const isShown = useDeferredValue(!isGoingOn && !skipped, false);
  const streaming = isGoingOn || !isShown;
  return (
    <div className={`flex items-center ${place}`}>
      {/* A message that goes on has no actions but its versions. It would re-render with every frame. */}
      {!skipped && (!streaming || props.versions) && (
        // One failure notice is enough: its retry loads the toolbars of all messages.
        <LazyPart part={messageToolbar} quiet={!props.last}>
          {(MessageToolbar) => <MessageToolbar {...props} streaming={streaming} />}
        </LazyPart>
      )}
    </div>
  );
});
