import { useShellState } from '#lib/client/shell/shell-state.ts';
import type { Models } from '#lib/client/shell/use-models.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { Overlays } from './overlays.tsx';
import { Toaster } from './toaster.tsx';
import { UpdateNotice } from './update-notice.tsx';

export { SkipLinks } from './skip-links.tsx';

type ShellOverlaysProps = { chatId: ChatId | undefined; models: Models; onNewChat(): void };

/** The dialogs, the toast, and the notice of a newer build. Loaded after the chat. */
export function ShellOverlays({ chatId, models, onNewChat }: ShellOverlaysProps) {
  const { overlay } = useShellState();
  return (
    <>
      <Overlays overlay={overlay} chatId={chatId} models={models} onNewChat={onNewChat} />
      <Toaster />
      <UpdateNotice />
    </>
  );
}
