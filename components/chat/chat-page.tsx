'use client';

import { useCallback, useState } from 'react';
import { goToChat, useChatAddress } from '#lib/client/platform/use-address.ts';
import { useModels } from '#lib/client/shell/use-models.ts';
import { newChatId } from '#lib/protocol/ids.ts';
import { Shell } from '../shell/shell.tsx';
import { Chat } from './chat.tsx';

/**
 * The chat of the current address, or a new one, which gets its address with its first message. `shell` is the kind of page that
 * was prerendered, without an address.
 */
export function ChatPage({ shell }: { shell: 'new' | 'stored' }) {
  const address = useChatAddress();
  const [freshId, setFreshId] = useState(newChatId);
  const stored = address === null ? shell === 'stored' : address !== undefined && address !== freshId;
  const chatId = address ?? freshId;

  const openId = stored && address === null ? undefined : chatId;
  const models = useModels(openId);
  const startNewChat = useCallback(() => {
    setFreshId(newChatId());
    goToChat(undefined, 'push');
  }, []);

  return (
    <Shell chatId={openId} models={models} onNewChat={startNewChat}>
      <Chat
        key={openId ?? 'shell'}
        chatId={openId}
        stored={stored}
        models={models}
        onFirstMessage={() => goToChat(chatId, 'replace')}
        onNewChat={startNewChat}
      />
    </Shell>
  );
}
