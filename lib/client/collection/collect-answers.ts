import 'client-only';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import { chatInBrowser } from '../chat/compare/compared-ids.ts';
import { saveMessage } from '../history/chat-history.ts';
import { type MessageRow, openDatabase } from '../history/database.ts';
import { buildTree, getBranch } from '../history/message-tree.ts';
import { findChat, loadMessages } from '../history/stored-chat.ts';
import { FollowedRun } from '../run/followed-run.ts';
import { fetchWithin, runUrl, SILENCE_MS } from '../run/run-request.ts';

/** A run of this reader that is live, or that no browser has collected. */
type ListedRun = { chatId: ChatId; runId: RunId; state: 'live' | 'ended' };

/** Errors that a page sets when it loses a run. The server may have the end all the same. */
const LOST = ['connection-lost', 'run-lost', 'run-changed'];
const NO_EVENTS = { onAccepted: () => undefined, onStatus: () => undefined, onAnswer: () => undefined };

/**
 * Stores the answers of this browser's chats that ended while no page followed them, marks their chats as unread, and tells the
 * server about every answer that is stored, so that it need not retain it. One tab at a time does this.
 * @param getOpenChat the chat that is open in this tab, whose run it follows anyway
 * @returns whether a run is live in another chat of this browser
 * @throws when the server or the storage fails
 */
export async function collectAnswers(getOpenChat: () => ChatId | undefined): Promise<boolean> {
  const collect = async () => {
    let isLive = false;
    for (const run of await listRuns()) {
      const state = await collectAnswer(run, run.chatId === getOpenChat());
      isLive ||= state === 'live';
    }
    return isLive;
  };
  const { locks } = navigator;
  if (!locks) return collect();
  return locks.request('runnel.collection', { ifAvailable: true }, (lock) => (lock ? collect() : false));
}

/** The chat is open now: its answers have been seen. */
export async function markRead(chatId: ChatId): Promise<void> {
  const { chats } = openDatabase();
  if ((await chats.get(chatId))?.unread) await chats.update(chatId, { unread: undefined });
}

async function listRuns(): Promise<ListedRun[]> {
  const response = await fetchWithin(SILENCE_MS, '/api/runs', { cache: 'no-store', priority: 'low' });
  if (!response.ok) return [];
  const { runs } = (await response.json()) as { runs: ListedRun[] };
  return runs.map((run) => ({ ...run, chatId: chatInBrowser(run.chatId) }));
}

async function collectAnswer(run: ListedRun, isOpen: boolean): Promise<'live' | undefined> {
  const { chatId, runId, state } = run;
  if ((await findChat(chatId)) === undefined) {
    // A chat that was deleted here needs no answer. An unknown one may be in another browser of this reader.
    if (state === 'ended' && (await openDatabase().graves.get(chatId))) await reportCollected(run);
    return undefined;
  }
  if (state === 'live') return isOpen ? undefined : 'live';
  const rows = await loadMessages(chatId);
  const row = rows.find(({ message }) => message.metadata?.runId === runId);
  if (row === undefined) return undefined;
  if (hasEnd(row) || (!isOpen && (await storeAnswer(run, row, rows)))) await reportCollected(run);
  return undefined;
}

/** Reads the rest of an answer and stores it. @returns whether the server still had it */
async function storeAnswer(
  { chatId, runId }: ListedRun,
  row: MessageRow,
  rows: readonly MessageRow[],
): Promise<boolean> {
  const before = row.parentId === null ? [] : getBranch(buildTree(rows), row.parentId);
  const run = new FollowedRun(
    {
      chatId,
      runId,
      before: before.map(({ message }) => message),
      known: row.message,
      shownLength: 0,
      giveUpMs: 0,
    },
    NO_EVENTS,
  );
  if ((await run.follow()) !== 'ended') return false;
  const { chats, messages } = openDatabase();
  const present = await messages.get(row.id);
  await saveMessage(chatId, run.answer, { parentId: row.parentId });
  // Another tab may have shown the answer meanwhile.
  if (present && !hasEnd(present)) await chats.update(chatId, { unread: true });
  return true;
}

/** Whether the server's end of an answer is stored. */
function hasEnd({ message: { metadata } }: MessageRow): boolean {
  return metadata?.outcome !== undefined && !LOST.includes(metadata.error?.code ?? '');
}

/** Says that an answer is stored. If this fails, the run is listed again. */
async function reportCollected({ chatId, runId }: ListedRun): Promise<void> {
  await fetchWithin(SILENCE_MS, runUrl({ chatId, runId }), {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ runId, collected: true }),
  });
}
