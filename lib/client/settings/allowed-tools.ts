import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { openDatabase } from '../history/database.ts';

/** The tools that the reader has allowed always in this chat. They stay in this browser: no file and no fork takes them along. */
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
