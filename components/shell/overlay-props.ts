import type { Models } from '#lib/client/shell/use-models.ts';
import type { ChatId } from '#lib/protocol/ids.ts';

export type OverlayProps = { chatId: ChatId; models: Models; onNewChat(): void };
