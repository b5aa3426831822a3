'use client';

import { createContext, useContext } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ModelInfo } from '#lib/protocol/model-info.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';

/** What the messages of a chat need from it. The value must be referentially stable: every message reads it. */
export type MessageActions = {
  chatId: ChatId | undefined;
  /** The models that can be chosen. */
  models: readonly ModelInfo[];
  /** The id of the model that gets the next question. */
  chosen: string | undefined;
  /** Opens the editor of a question; without an id, closes it. */
  beginEdit(messageId?: string): void;
  edit(messageId: string, parts: ChatMessage['parts']): void;
  regenerate(messageId: string, model?: string): void;
  /** Compares an answer with that of another model. */
  compare(messageId: string, model: string): void;
  switchTo(messageId: string): void;
  /** The messages of the shown branch before this one. */
  getMessagesBefore(messageId: string): readonly ChatMessage[];
};

const ignore = () => undefined;

/** For messages outside of a chat, such as samples. */
export const NO_ACTIONS: MessageActions = {
  chatId: undefined,
  models: [],
  chosen: undefined,
  beginEdit: ignore,
  edit: ignore,
  regenerate: ignore,
  compare: ignore,
  switchTo: ignore,
  getMessagesBefore: () => [],
};

const MessageActionsContext = createContext<MessageActions | undefined>(undefined);

export const MessageActionsProvider = MessageActionsContext.Provider;

const BusyContext = createContext(false);

export const BusyProvider = BusyContext.Provider;

/**
 * Whether an answer is being written somewhere in this chat or waits for an approval, so that nothing can be edited or regenerated. Only
 * the controls that this disables should call it: everything that does renders again when it changes, and a chat may have a thousand messages.
 */
export function useBusy(): boolean {
  return useContext(BusyContext);
}

export function useMessageActions(): MessageActions {
  const actions = useContext(MessageActionsContext);
  if (actions === undefined) throw new Error('No MessageActionsProvider above this component.');
  return actions;
}
