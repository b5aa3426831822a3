import 'fake-indexeddb/auto';
import { strToU8, zipSync } from 'fflate';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadBranch } from '#lib/client/testing/load-branch.ts';
import { getMessageText } from '#lib/protocol/answer-builder.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import { saveShownBranch } from '../chat-history.ts';
import { openDatabase } from '../database.ts';
import { importChats } from './import-chats.ts';

const chatId = '0f0e0d0c-0000-4000-8000-000000000001' as ChatId;

type Part = string | object | null;
const text = (...parts: Part[]) => ({ content_type: 'text', parts });
const node = (id: string, parent: string | null, role: string, content: object, change: object = {}) => ({
  id,
  parent,
  children: [],
  message: {
    id,
    author: { role, name: null, metadata: {} },
    create_time: 1_700_000_000.5,
    recipient: 'all',
    content,
    metadata: { model_slug: 'gpt-x' },
    ...change,
  },
});
const conversation = (nodes: { id: string }[], change: object = {}) => ({
  title: 'Rivers',
  create_time: 1_700_000_000.25,
  update_time: 1_700_000_100,
  conversation_id: chatId,
  current_node: nodes.at(-1)?.id,
  mapping: Object.fromEntries(nodes.map((item) => [item.id, item])),
  ...change,
});

/** A hidden system message, a question in two versions, and an answer of reasoning, a tool call, its result and text. */
const rivers = conversation([
  { id: 'client-created-root', message: null, parent: null, children: [] } as never,
  node('system', 'client-created-root', 'system', text('')),
  node('context', 'system', 'user', text('About me'), {
    metadata: { is_visually_hidden_from_conversation: true },
  }),
  node('q1', 'context', 'user', text('Old question')),
  node('a1', 'q1', 'assistant', text('Old answer')),
  node('q2', 'context', 'user', {
    content_type: 'multimodal_text',
    parts: [{ content_type: 'image_asset_pointer', asset_pointer: 'file://1' }, 'Which river?'],
  }),
  node('thoughts', 'q2', 'assistant', {
    content_type: 'thoughts',
    thoughts: [{ content: 'One.' }, { content: 'Two.' }],
  }),
  node('call', 'thoughts', 'assistant', { content_type: 'code', text: 'search()' }, { recipient: 'web' }),
  node('result', 'call', 'tool', text('found')),
  node('a2', 'result', 'assistant', text('The Elbe. \ue200cite\ue202turn0\ue201')),
]);

beforeEach(async () => {
  await openDatabase().delete();
  await openDatabase().open();
});
const fileOf = (value: unknown) => new Blob([JSON.stringify(value)]);

describe('a ChatGPT conversation', () => {
  test('becomes a chat of its visible messages, with one message per answer', async () => {
    expect(await importChats(fileOf([rivers]))).toEqual({ added: 1, unchanged: 0, copied: 0, omitted: 1 });
    const { messages } = await loadBranch(chatId);
    expect(messages).toEqual([
      { id: 'q2', role: 'user', parts: [{ type: 'text', text: 'Which river?' }] },
      {
        id: 'thoughts',
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'One.\n\nTwo.' },
          { type: 'text', text: 'The Elbe. ' },
        ],
        metadata: { runId: 'thoughts', model: 'gpt-x', startedAt: 1_700_000_000_500, outcome: 'complete' },
      },
    ]);
    expect(await openDatabase().chats.get(chatId)).toMatchObject({
      title: 'Rivers',
      createdAt: 1_700_000_000_250,
      updatedAt: 1_700_000_100_000,
    });
  });

  test('keeps the versions of its questions', async () => {
    await importChats(fileOf([rivers]));
    expect((await loadBranch(chatId)).versions.get('q2')).toEqual({ ids: ['q1', 'q2'], index: 1 });
    await saveShownBranch(chatId, 'q1');
    expect((await loadBranch(chatId)).messages.map(getMessageText)).toEqual(['Old question', 'Old answer']);
  });

  test('is stored once if imported twice', async () => {
    await importChats(fileOf([rivers]));
    expect(await importChats(fileOf([rivers]))).toMatchObject({ added: 0, unchanged: 1 });
  });

  test('without visible messages is left out', async () => {
    const empty = conversation([node('system', null, 'system', text(''))]);
    await expect(importChats(fileOf([empty]))).rejects.toMatchObject({ code: 'empty' });
  });

  test('needs no title, times or current node', async () => {
    const bare = conversation([node('q', 'gone', 'user', text('Hi', null), { create_time: null })], {
      title: null,
      create_time: null,
      update_time: null,
      current_node: null,
      conversation_id: null,
    });
    await importChats(fileOf([bare]));
    expect(await openDatabase().chats.toArray()).toMatchObject([{ title: 'Hi', createdAt: 0, headId: 'q' }]);
  });

  test('that is invalid causes the whole import to be rejected', async () => {
    const broken = { ...rivers, mapping: { q: { message: { author: 7 } } } };
    await expect(importChats(fileOf([rivers, broken]))).rejects.toMatchObject({ code: 'damaged' });
    expect(await openDatabase().chats.count()).toBe(0);
  });

  test('with a cycle of nodes is left out', async () => {
    const cycle = conversation([node('x', 'y', 'user', text('x')), node('y', 'x', 'user', text('y'))]);
    await expect(importChats(fileOf([cycle]))).rejects.toMatchObject({ code: 'empty' });
  });
});

test('only the conversations in ChatGPT’s zip are unpacked', async () => {
  const other = {
    ...rivers,
    conversation_id: 'other',
    mapping: conversation([node('z', null, 'user', text('Z'))]).mapping,
  };
  const zip = zipSync({
    'chat.html': strToU8('<html>'),
    'user.json': strToU8('{"email":"a@example.com"}'),
    'conversations-000.json': strToU8(JSON.stringify([rivers])),
    'conversations-001.json': strToU8(JSON.stringify([other])),
  });
  expect(await importChats(new Blob([zip as Uint8Array<ArrayBuffer>]))).toMatchObject({ added: 2 });
});
