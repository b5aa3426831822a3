import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { ChatTree } from '../chat/chat-tree.ts';
import { loadTree } from '../history/chat-history.ts';

/** Loads the branch that a tab shows when it opens the chat, and its versions. */
export async function loadBranch(chatId: ChatId): Promise<Pick<ChatTree, 'messages' | 'versions'>> {
  const tree = new ChatTree();
  const stored = await loadTree(chatId);
  if (stored) tree.load(stored);
  return tree;
}
