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
  /** When the message was written, epoch milliseconds. */
  createdAt: number;
  snippet: SnippetPiece[];
};

/** `total`: how many messages hold the words, of which `hits` are the first. */
export type SearchResult = { hits: SearchHit[]; total: number };

const READ_AT_ONCE = 2_000;

/** Brings the index to what is stored now, by whichever tab: reads what is new, forgets what is gone. */
export async function updateIndex(index: TextIndex): Promise<void> {
  const { texts } = openDatabase();
  for (let news = READ_AT_ONCE; news === READ_AT_ONCE; ) {
    const rows = await texts.where('revision').above(index.revision).limit(READ_AT_ONCE).toArray();
    index.add(rows);
    news = rows.length;
  }
  if ((await texts.count()) !== index.size) {
    index.retainRevisions(new Set(await texts.toCollection().primaryKeys()));
  }
}

/**
 * Looks for all words of `query` in all messages, on any branch, of the chats that are in the list.
 * @param most how many hits to bring, with their snippets
 */
export async function searchHistory(index: TextIndex, query: string, most: number): Promise<SearchResult> {
  const { chats, messages, texts } = openDatabase();
  const terms = parseTerms(query);
  await updateIndex(index);
  const hidden = new Set<string>(await chats.where('deletedAt').above(0).primaryKeys());
  const matches = index.find(terms, hidden);
  const first = matches.slice(0, most);
  const rows = await texts.bulkGet(first.map(({ revision }) => revision));
  const written = await messages.bulkGet(first.map(({ messageId }) => messageId));
  const owners = new Map(
    (await chats.bulkGet(first.map(({ chatId }) => chatId))).map((row) => [row?.id, row]),
  );
  const hits = first.flatMap(({ chatId, messageId, place }, at): SearchHit[] => {
    const row = rows[at];
    const chat = owners.get(chatId);
    // Stored anew or deleted this very moment: the next search knows.
    if (row === undefined || chat === undefined) return [];
    const createdAt = written[at]?.createdAt ?? chat.updatedAt;
    const snippet = buildSnippet(row.text, terms, place);
    return [{ chatId, chatTitle: chat.title, messageId, createdAt, snippet }];
  });
  return { hits, total: matches.length };
}
