'use client';
import 'client-only';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import { historyCode } from '../history/load-history.ts';
import { readAddress } from '../platform/use-address.ts';
import { whenIdle } from '../platform/when-idle.ts';
import { loadMarkdown } from '../reading/load-markdown.ts';
import { resumeStops } from '../run/pending-stops.ts';
import { ChatSession } from './chat-session.ts';
import { type ChatState, NEW_CHAT } from './chat-state.ts';

export type ChatActions = Pick<
  ChatSession,
  | 'send'
  | 'edit'
  | 'regenerate'
  | 'compare'
  | 'retry'
  | 'continue'
  | 'stop'
  | 'switchTo'
  | 'showRun'
  | 'pinBranch'
  | 'answerCall'
>;
/** `actions` are referentially stable while the chat is open. */
export type OpenChat = ChatState & { actions: ChatActions };

/**
 * Opens a chat and returns its state and actions, similar to the AI SDK's `useChat`. A stored chat is read from the history, and
 * its run is followed if it is still live. Without a chat id nothing is opened yet.
 */
export function useChatSession(chatId: ChatId | undefined, stored: boolean): OpenChat {
  const [session, setSession] = useState(() => (headStart?.id === chatId ? headStart : undefined));
  useEffect(() => {
    if (chatId === undefined) return;
    resumeStops();
    const opened = openSession(chatId, stored);
    setSession(opened);
    whenIdle(historyCode.prefetch); // the first question waits for it
    whenIdle(() => void loadMarkdown());
    return () => opened.close();
  }, [chatId, stored]);

  const state = useSyncExternalStore(
    session?.subscribe ?? subscribeToNothing,
    () => session?.getState() ?? (stored ? OPENING : NEW_CHAT),
    () => (stored ? OPENING : NEW_CHAT),
  );
  const actions = useMemo(() => bindActions(session), [session]);
  return { ...state, actions };
}

/** The actions of a session. They do nothing while there is none. */
function bindActions(session: ChatSession | undefined): ChatActions {
  return {
    send: (content, model, options) => session?.send(content, model, options) ?? false,
    edit: (messageId, content, model) => session?.edit(messageId, content, model) ?? false,
    regenerate: (messageId, model) => session?.regenerate(messageId, model) ?? false,
    compare: (messageId, models) => session?.compare(messageId, models),
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
 * The session of the chat that the page was loaded for. It reads the history and connects to the run while React still
 * hydrates; `openSession` hands it to the page.
 */
let headStart = typeof location === 'undefined' ? undefined : openAddressedChat();

function openAddressedChat(): ChatSession | undefined {
  const chatId = readAddress();
  return chatId && new ChatSession(chatId, true);
}

function openSession(chatId: ChatId, stored: boolean): ChatSession {
  const early = headStart;
  headStart = undefined;
  if (early?.id === chatId) return early;
  early?.close();
  return new ChatSession(chatId, stored);
}

const OPENING: ChatState = { ...NEW_CHAT, status: 'opening' };

function subscribeToNothing(): () => void {
  return () => {};
}
