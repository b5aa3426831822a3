'use client';
import 'client-only';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import { historyCode } from '../history/load-history.ts';
import { readAddress } from '../platform/use-address.ts';
import { whenIdle } from '../platform/when-idle.ts';
import { loadMarkdown } from '../reading/load-markdown.ts';
import { ChatSession } from './chat-session.ts';
import { type ChatState, NEW_CHAT } from './chat-state.ts';

export type ChatActions = Pick<
  ChatSession,
  | 'send'
  | 'edit'
  | 'regenerate'
  | 'retry'
  | 'continue'
  | 'stop'
  | 'switchTo'
  | 'showRun'
  | 'pinBranch'
  | 'answerCall'
>;
/** `actions` stay the same while the chat is open. */
export type OpenChat = ChatState & { actions: ChatActions };

/**
 * A chat, in the manner of the AI SDK's `useChat`: its messages, its status, and what can be done. `stored` says that
 * the chat is to be read from this browser's history; a run that is still going on is then followed. Without a chat id
 * nothing is opened yet.
 */
export function useChatSession(chatId: ChatId | undefined, stored: boolean): OpenChat {
  const [session, setSession] = useState(() => (headStart?.id === chatId ? headStart : undefined));
  useEffect(() => {
    if (chatId === undefined) return;
    const opened = openSession(chatId, stored);
    setSession(opened);
    whenIdle(() => {
      // Ready before the first question waits for it, and before the first answer needs it.
      historyCode.prefetch();
      void loadMarkdown();
    });
    return () => opened.close();
  }, [chatId, stored]);

  const state = useSyncExternalStore(
    session?.subscribe ?? subscribeToNothing,
    () => session?.getState() ?? (stored ? OPENING : NEW_CHAT),
    () => (stored ? OPENING : NEW_CHAT),
  );
  const actions = useMemo(() => actionsOf(session), [session]);
  return { ...state, actions };
}

/** What can be done in a chat; nothing, while none is open. */
function actionsOf(session: ChatSession | undefined): ChatActions {
  return {
    send: (content, model) => session?.send(content, model) ?? false,
    edit: (messageId, content, model) => session?.edit(messageId, content, model) ?? false,
    regenerate: (messageId, model) => session?.regenerate(messageId, model) ?? false,
    retry: (model) => session?.retry(model),
    continue: async (model) => session?.continue(model),
    stop: () => session?.stop(),
    switchTo: async (messageId) => session?.switchTo(messageId),
    showRun: () => session?.showRun(),
    pinBranch: (pinned) => session?.pinBranch(pinned),
    answerCall: async (toolCallId, consent) => session?.answerCall(toolCallId, consent),
  };
}

/**
 * The chat that the page was loaded for. It is read from history, and its run attached to, while the page itself still
 * comes up; the page takes it over.
 */
let headStart = typeof location === 'undefined' ? undefined : openAddressed();

function openAddressed(): ChatSession | undefined {
  const chatId = readAddress();
  return chatId && new ChatSession(chatId, true);
}

function openSession(chatId: ChatId, stored: boolean): ChatSession {
  const begun = headStart;
  headStart = undefined;
  if (begun?.id === chatId) return begun;
  begun?.close();
  return new ChatSession(chatId, stored);
}

const OPENING: ChatState = { ...NEW_CHAT, status: 'opening' };

function subscribeToNothing(): () => void {
  return () => {};
}
