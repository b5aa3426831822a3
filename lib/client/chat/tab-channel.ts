import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';

export type TabNews = {
  /** Tells the browser's other tabs that the chat has changed in storage: a run began, say. */
  tell(): void;
  close(): void;
};

/** Links the tabs of this browser that show a chat. @param onNews another of them told of a change. */
export function openTabNews(chatId: ChatId, onNews: () => void): TabNews {
  const channel = new BroadcastChannel(`runnel-chat-${chatId}`);
  channel.onmessage = () => onNews();
  return { tell: () => channel.postMessage('changed'), close: () => channel.close() };
}
