import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { saveMessage } from '../chat-history.ts';
import { openDatabase } from '../database.ts';
import { buildExportName, exportMarkdown } from './export-chats.ts';

const first = 'chat-1' as ChatId;
beforeEach(async () => {
  await openDatabase().delete();
  await openDatabase().open();
});

describe('a Markdown export', () => {
  const labels = { question: 'Question', answer: 'Answer', attachment: 'Attachment' };

  test('contains the shown branch', async () => {
    await saveMessage(
      first,
      {
        id: 'q',
        role: 'user',
        parts: [
          { type: 'file', mediaType: 'image/png', filename: 'a_b.png', url: 'data:,' },
          { type: 'text', text: 'Why\n[not]?' },
        ],
      },
      { parentId: null },
    );
    await saveMessage(
      first,
      {
        id: 'a',
        role: 'assistant',
        metadata: { runId: 'a', model: 'gpt', startedAt: 1, outcome: 'complete' },
        parts: [
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: '**Because.**\n' },
          { type: 'source-url', sourceId: 's', url: 'https://example.com/a_b', title: 'An [example]' },
        ],
      },
      { parentId: 'q' },
    );
    expect(await (await exportMarkdown(first, labels)).text()).toBe(
      [
        '# a\\_b.png Why \\[not\\]?',
        '## Question',
        '*Attachment: a\\_b.png*',
        'Why\n[not]?',
        '## Answer (gpt)',
        '**Because.**',
        '- [An \\[example\\]](<https://example.com/a_b>)\n',
      ].join('\n\n'),
    );
  });

  test.each([
    ['What: a/b?', 'What a b 2026-01-05.md'],
    ['..hidden..', 'hidden 2026-01-05.md'],
    ['\u202e\u0000 ', 'chat 2026-01-05.md'],
    ['🙂'.repeat(99), `${'🙂'.repeat(60)} 2026-01-05.md`],
  ])('of %j is named %j', (title, name) => {
    expect(buildExportName(title, new Date(2026, 0, 5), 'md')).toBe(name);
  });
});
