import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';

export type TabChannel = {
  /** Tells the browser's other tabs that the chat has changed in storage: a run began, say. */
  notify(): void;
  close(): void;
};

/** Links the tabs of this browser that show a chat. @param onChange another of them told of a change. */
export function openTabChannel(chatId: ChatId, onChange: () => void): TabChannel {
  const channel = new BroadcastChannel(`runnel-chat-${chatId}`);
  channel.onmessage = () => onChange();
  return { notify: () => channel.postMessage('changed'), close: () => channel.close() };
}
