import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { openDatabase } from '../database.ts';
import { parseTerms } from './fold.ts';
import { buildSnippet, type SnippetPiece } from './snippet.ts';
import type { TextIndex } from './text-index.ts';

export type SearchHit = {
  chatId: ChatId;
  chatTitle: string;
  messageId: string;
  /** Epoch milliseconds. */
  createdAt: number;
  snippet: SnippetPiece[];
};

/** `hits`: the first of `total` matching messages. */
export type SearchResult = { hits: SearchHit[]; total: number };

const BATCH_SIZE = 2_000;

/** Updates the index with the changes of all tabs: adds new rows, drops deleted ones. */
export async function updateIndex(index: TextIndex): Promise<void> {
  const { texts } = openDatabase();
  for (let read = BATCH_SIZE; read === BATCH_SIZE; ) {
    const rows = await texts.where('revision').above(index.revision).limit(BATCH_SIZE).toArray();
    index.add(rows);
    read = rows.length;
  }
  if ((await texts.count()) !== index.size) {
    index.retainRevisions(new Set(await texts.toCollection().primaryKeys()));
  }
}

/**
 * Finds the messages that contain all terms of `query`, on any branch of the chats in the list.
 * @param limit maximum number of hits
 */
export async function searchHistory(index: TextIndex, query: string, limit: number): Promise<SearchResult> {
  const { chats, messages, texts } = openDatabase();
  const terms = parseTerms(query);
  await updateIndex(index);
  const hidden = new Set<string>(await chats.where('deletedAt').above(0).primaryKeys());
  const matches = index.find(terms, hidden);
  const first = matches.slice(0, limit);
  const rows = await texts.bulkGet(first.map(({ revision }) => revision));
  const messageRows = await messages.bulkGet(first.map(({ messageId }) => messageId));
  const owners = new Map(
    (await chats.bulkGet(first.map(({ chatId }) => chatId))).map((row) => [row?.id, row]),
  );
  const hits = first.flatMap(({ chatId, messageId, position }, at): SearchHit[] => {
    const row = rows[at];
    const chat = owners.get(chatId);
    // Changed or deleted since the index was updated. The next search sees it.
    if (row === undefined || chat === undefined) return [];
    const createdAt = messageRows[at]?.createdAt ?? chat.updatedAt;
    const snippet = buildSnippet(row.text, terms, position);
    return [{ chatId, chatTitle: chat.title, messageId, createdAt, snippet }];
  });
  return { hits, total: matches.length };
}
