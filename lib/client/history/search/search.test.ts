import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import { saveMessage } from '../chat-history.ts';
import { deleteChat, purgeDeleted, renameChat, restoreChat, UNDO_MS } from '../chats/chats.ts';
import { openDatabase } from '../database.ts';
import { fold, foldWithOffsets, parseTerms } from './fold.ts';
import { searchHistory } from './search-history.ts';
import { buildSnippet, type SnippetPiece } from './snippet.ts';
import { TextIndex } from './text-index.ts';

const render = (pieces: SnippetPiece[]) =>
  pieces.map(({ text, marked }) => (marked ? `[${text}]` : text)).join('');

describe('folding', () => {
  test.each([
    ['Café', 'cafe'],
    ['Cafe\u0301', 'cafe'],
    ['ＲＵＮＮＥＬ', 'runnel'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['İstanbul', 'istanbul'],
    ['zero\u200bwidth\u00ad', 'zerowidth'],
    ['\u202bשלום\u202c', 'שלום'],
    ['हिन्दी', 'हिन्दी'],
    ['涓流', '涓流'],
  ])('%s becomes %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  test('with offsets gives the same text and the positions in the original', () => {
    for (const text of ['Émile Ⅷ ﬁn', 'e\u0301te\u0301', 'ΟΔΟΣ', '한국어 🙂 が', 'a\u200bb']) {
      const { folded, starts, ends } = foldWithOffsets(text);
      expect(folded).toBe(fold(text));
      expect(starts).toHaveLength(folded.length);
      expect(ends.at(-1)).toBe(text.length);
    }
  });

  test('a query is split into distinct words and quoted phrases', () => {
    expect(parseTerms('  Émile  "to  be" emile “New York” ')).toEqual(['emile', 'to  be', 'new york']);
    expect(parseTerms(' " ')).toEqual([]);
  });
});

describe('a snippet', () => {
  test('marks the matches in their original spelling', () => {
    expect(render(buildSnippet('Un CAFÉ noir, un cafe\u0301', ['cafe']))).toBe(
      'Un [CAFÉ] noir, un [cafe\u0301]',
    );
  });

  test('of a long text is the part around the match, on one line', () => {
    const text = `${'before '.repeat(900)}\n\nneedle\n${'after '.repeat(100)}`;
    const snippet = render(buildSnippet(text, ['needle'], text.indexOf('needle')));
    expect(snippet).toMatch(/^….*before \[needle\] after .*…$/);
    expect(snippet.length).toBeLessThan(180);
  });

  test('never splits a surrogate pair', () => {
    const text = '🙂'.repeat(300);
    const snippet = buildSnippet(`${text}x${text}`, ['x'], text.length);
    expect(snippet.every((piece) => piece.text.isWellFormed())).toBe(true);
    expect(render(snippet)).toContain('🙂[x]🙂');
  });

  test('marks Chinese in the middle of a sentence', () => {
    expect(render(buildSnippet('今天我们谈谈流式回答。', ['流式']))).toBe('今天我们谈谈[流式]回答。');
  });

  test('has no Markdown syntax, and matches across it', () => {
    const text = '## Autumn\n\nThe **lea**ves of [the tree](https://a.example/oak) *fall*.';
    expect(render(buildSnippet(text, ['leaves']))).toBe('Autumn The [leaves] of the tree fall.');
    expect(render(buildSnippet(text, ['tree'], text.indexOf('tree')))).toBe(
      'Autumn The leaves of the [tree] fall.',
    );
  });

  test('shows the Markdown source if only the URL of a link matches', () => {
    expect(render(buildSnippet('**See** [the tree](https://a.example/oak).', ['oak']))).toBe(
      '**See** [the tree](https://a.example/[oak]).',
    );
  });

  test('marks the longer of two overlapping matches', () => {
    expect(render(buildSnippet('streaming', ['stream', 'streaming']))).toBe('[streaming]');
  });
});

describe('the search', () => {
  let index: TextIndex;
  let chatId: ChatId;
  beforeEach(async () => {
    index = new TextIndex();
    chatId = newChatId();
    await openDatabase().delete();
    await openDatabase().open();
  });
  afterEach(() => void vi.useRealTimers());

  const say = (id: string, text: string, chat = chatId) =>
    saveMessage(chat, { id, role: 'user', parts: [{ type: 'text', text }] }, { parentId: null });
  const found = async (query: string) =>
    (await searchHistory(index, query, 50)).hits.map(({ messageId }) => messageId);

  test('finds messages with all terms, whole words before parts, newest first', async () => {
    await say('old', 'Water runs');
    await say('part', 'Underwater runs');
    await say('new', 'It runs: wàter');
    await say('one', 'Water stands');
    expect(await found('water RUN')).toEqual(['new', 'old', 'part']);
  });

  test('finds two Chinese characters anywhere in a sentence', async () => {
    await say('a', '流式的大模型对话');
    await say('b', '大海与模具');
    expect(await found('模型')).toEqual(['a']);
    expect(await found('大')).toEqual(['b', 'a']);
  });

  test('finds new text and no longer replaced text', async () => {
    await say('a', 'first draft');
    expect(await found('draft')).toEqual(['a']);
    await say('a', 'second thought');
    await say('b', 'another');
    expect(await found('draft')).toEqual([]);
    expect(await found('thought')).toEqual(['a']);
    expect(await found('another')).toEqual(['b']);
    expect(index.size).toBe(2);
  });

  test('reads each message once', async () => {
    await say('a', 'once');
    const add = vi.spyOn(index, 'add');
    await found('once');
    await found('once');
    expect(add.mock.calls.map(([rows]) => rows.length)).toEqual([1, 0]);
  });

  test('returns the chat and a snippet with the matches marked', async () => {
    await say('a', 'What is a runnel?');
    expect(await searchHistory(index, 'runnel', 50)).toMatchObject({
      total: 1,
      hits: [
        {
          chatId,
          chatTitle: 'What is a runnel?',
          messageId: 'a',
          createdAt: expect.any(Number),
          snippet: [
            { text: 'What is a ', marked: false },
            { text: 'runnel', marked: true },
            { text: '?', marked: false },
          ],
        },
      ],
    });
  });

  test('returns the total and the first hits', async () => {
    for (let number = 0; number < 7; number++) await say(`m${number}`, `word ${number}`);
    const { hits, total } = await searchHistory(index, 'word', 3);
    expect([hits.length, total]).toEqual([3, 7]);
  });

  test('omits deleted chats, finds restored ones, and drops purged ones', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await say('a', 'secret');
    await say('b', 'secret', newChatId());
    await deleteChat(chatId);
    expect(await searchHistory(index, 'secret', 50)).toMatchObject({ total: 1, hits: [{ messageId: 'b' }] });
    await restoreChat(chatId);
    expect(await found('secret')).toEqual(['b', 'a']);
    await deleteChat(chatId);
    vi.setSystemTime(Date.now() + UNDO_MS);
    await purgeDeleted();
    expect(await found('secret')).toEqual(['b']);
    expect(index.size).toBe(1);
  });

  describe('of titles', () => {
    const named = async (title: string, text = 'words') => {
      const id = newChatId();
      vi.setSystemTime(Date.now() + 1);
      await say(`${id}-q`, text, id);
      await renameChat(id, title);
      return id;
    };
    const titles = async (query: string) =>
      (await searchHistory(index, query, 50)).chats.map(({ title }) => render(title));
    beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));

    test('finds chats by all words of their title, whole words before parts, newest first', async () => {
      await named('Weekend in Lisbon');
      await named('Lisbonites');
      await named('Museums of Lisbôn');
      await named('Weekend in Porto');
      await named('Unlisbonly');
      expect(await titles('lisbon')).toEqual([
        'Museums of [Lisbôn]',
        '[Lisbon]ites',
        'Weekend in [Lisbon]',
        'Un[lisbon]ly',
      ]);
      expect(await titles('LISBON weekend')).toEqual(['[Weekend] in [Lisbon]']);
      expect((await searchHistory(index, 'lisbon', 50)).hits).toEqual([]);
    });

    test('omits deleted chats', async () => {
      await deleteChat(await named('Weekend in Lisbon'));
      expect(await titles('lisbon')).toEqual([]);
    });

    test('without a word lists the newest chats', async () => {
      for (let number = 0; number < 22; number++) await named(`Chat ${number}`);
      const found = await searchHistory(index, '  ', 50);
      expect(found).toMatchObject({ hits: [], total: 0 });
      expect(found.chats.map(({ title }) => render(title))).toEqual(
        Array.from({ length: 20 }, (_, at) => `Chat ${21 - at}`),
      );
    });
  });
});
