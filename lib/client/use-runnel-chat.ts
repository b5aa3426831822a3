'use client';
import 'client-only';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ChatId } from '#lib/protocol/ids.ts';
import { ChatSession, type ChatState } from './chat-session.ts';
import { loadHistory } from './load-history.ts';
import { loadMarkdown } from './load-markdown.ts';
import { whenIdle } from './when-idle.ts';

export type RunnelChat = ChatState & Pick<ChatSession, 'send' | 'retry' | 'continue' | 'stop' | 'answerCall'>;

/**
 * A chat, in the manner of the AI SDK's `useChat`: its messages, its status, and what can be done. `stored` says that
 * the chat is to be read from this browser's history; a run that is still going on is then followed. Without a chat id
 * nothing is opened yet.
 */
export function useRunnelChat(chatId: ChatId | undefined, stored: boolean): RunnelChat {
  const [session, setSession] = useState<ChatSession>();
  useEffect(() => {
    if (chatId === undefined) return;
    const opened = new ChatSession(chatId, stored);
    setSession(opened);
    whenIdle(() => {
      // Ready before the first question waits for it, and before the first answer needs it.
      void loadHistory();
      void loadMarkdown();
    });
    return () => opened.close();
  }, [chatId, stored]);

  const state = useSyncExternalStore(
    session?.subscribe ?? subscribeToNothing,
    () => session?.getState() ?? (stored ? OPENING : NEW),
    () => (stored ? OPENING : NEW),
  );
  return {
    ...state,
    send: (text, model) => session?.send(text, model),
    retry: (model) => session?.retry(model),
    continue: async (model) => session?.continue(model),
    stop: () => session?.stop(),
    answerCall: async (toolCallId, consent) => session?.answerCall(toolCallId, consent),
  };
}

const NEW: ChatState = {
  messages: [],
  status: 'ready',
  run: undefined,
  stopping: false,
  unknown: false,
  unsaved: false,
};
const OPENING: ChatState = { ...NEW, status: 'opening' };

function subscribeToNothing(): () => void {
  return () => {};
}
