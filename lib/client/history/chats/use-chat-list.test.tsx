// @vitest-environment happy-dom
import 'fake-indexeddb/auto';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { newChatId } from '#lib/protocol/ids.ts';
import { saveMessage } from '../chat-history.ts';
import { useChatList } from './use-chat-list.ts';

function Titles() {
  const { status, groups } = useChatList();
  return status === 'opening'
    ? '…'
    : groups.flatMap(({ chats }) => chats.map(({ title }) => title)).join(', ');
}

test('a component renders the list and its changes', async () => {
  const shown = (text: string) => vi.waitFor(() => expect(document.body.textContent).toBe(text));
  const say = (text: string) =>
    saveMessage(newChatId(), { id: text, role: 'user', parts: [{ type: 'text', text }] }, { parentId: null });
  const root = createRoot(document.body);
  flushSync(() => root.render(<Titles />));
  expect(document.body.textContent).toBe('…');
  await shown('');
  await say('First');
  await shown('First');
  root.unmount();
  await shown('');
});
