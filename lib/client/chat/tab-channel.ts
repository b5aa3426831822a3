import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';

export type TabChannel = {
  /** Notifies the browser's other tabs that the stored chat has changed, for example that a run has started. */
  notify(): void;
  close(): void;
};

/** Connects the tabs of this browser that show a chat. @param onChange called when another tab notifies */
export function openTabChannel(chatId: ChatId, onChange: () => void): TabChannel {
  const channel = new BroadcastChannel(`runnel-chat-${chatId}`);
  channel.onmessage = () => onChange();
  return { notify: () => channel.postMessage('changed'), close: () => channel.close() };
}
