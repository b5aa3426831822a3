import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { openDatabase } from '../history/database.ts';

/** Returns the tools that the reader always allows in this chat. Neither exports nor forks of the chat include them. */
export async function loadAllowedTools(chatId: ChatId): Promise<readonly string[]> {
  return (await openDatabase().chats.get(chatId))?.allowedTools ?? [];
}

export async function allowTool(chatId: ChatId, toolName: string): Promise<void> {
  await openDatabase()
    .chats.where('id')
    .equals(chatId)
    .modify((chat) => {
      chat.allowedTools = [...new Set([...(chat.allowedTools ?? []), toolName])];
    });
}
