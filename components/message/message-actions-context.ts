'use client';

import { createContext, useContext } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** What a message of the chat lets its reader do. The same object while nothing of it changes: every message reads it. */
export type MessageActions = {
  chatId: ChatId | undefined;
  /** The models that can be asked. */
  models: readonly ModelInfo[];
  /** The id of the one that is asked next. */
  chosen: string | undefined;
  /** Opens a question for editing; without an id, closes it. */
  beginEdit(messageId?: string): void;
  edit(messageId: string, parts: ChatMessage['parts']): void;
  regenerate(messageId: string, model?: string): void;
  switchTo(messageId: string): void;
};

const MessageActionsContext = createContext<MessageActions | undefined>(undefined);

export const MessageActionsProvider = MessageActionsContext.Provider;

export function useMessageActions(): MessageActions {
  const actions = useContext(MessageActionsContext);
  if (actions === undefined) throw new Error('There is no chat around this.');
  return actions;
}
