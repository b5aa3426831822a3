import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { openDatabase } from '../database.ts';
import { fold, parseTerms } from './fold.ts';
import { buildSnippet, markMatches, type SnippetPiece } from './snippet.ts';
import { hasMatchAtWordStart, type TextIndex } from './text-index.ts';

export type SearchHit = {
  chatId: ChatId;
  chatTitle: string;
  messageId: string;
  /** Epoch milliseconds. */
  createdAt: number;
  snippet: SnippetPiece[];
};

/** A chat whose title matches, or a recent one. */
export type ChatHit = { chatId: ChatId; title: SnippetPiece[]; updatedAt: number };

/** `chats` come before `hits`, the first of `total` matching messages. */
export type SearchResult = { chats: ChatHit[]; hits: SearchHit[]; total: number };

const BATCH_SIZE = 2_000;
const MAX_CHATS = 20;

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
 * Finds the chats whose titles contain all terms of `query`, and the messages that do, on any branch of the chats in the list. Without
 * a term it lists the most recent chats.
 * @param limit maximum number of hits
 */
export async function searchHistory(index: TextIndex, query: string, limit: number): Promise<SearchResult> {
  const { chats, messages, texts } = openDatabase();
  const terms = parseTerms(query);
  const titled = await findChats(terms);
  if (terms.length === 0) return { chats: titled, hits: [], total: 0 };
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
  return { chats: titled, hits, total: matches.length };
}

/** Titles in which every term starts a word come before the others, and newer chats before older ones. */
async function findChats(terms: readonly string[]): Promise<ChatHit[]> {
  const listed = openDatabase().chats.orderBy('listOrder');
  const rows = await (terms.length === 0 ? listed.limit(MAX_CHATS) : listed).toArray();
  const folded = rows.map((chat) => ({ chat, title: fold(chat.title) }));
  const matching = folded.filter(({ title }) => terms.every((term) => title.includes(term)));
  const isAtWordStart = ({ title }: { title: string }) =>
    terms.every((term) => hasMatchAtWordStart(title, term));
  const sorted = [
    ...matching.filter(isAtWordStart),
    ...matching.filter((candidate) => !isAtWordStart(candidate)),
  ];
  return sorted.slice(0, MAX_CHATS).map(({ chat: { id, title, updatedAt } }) => ({
    chatId: id,
    title: markMatches(title, terms),
    updatedAt,
  }));
}
