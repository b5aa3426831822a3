'use client';

import { useState } from 'react';
import { goToChat, useChatAddress } from '#lib/client/use-address.ts';
import { newChatId } from '#lib/protocol/ids.ts';
import { Chat } from './chat.tsx';

/**
 * The chat that the address names, or a new one, which gets its address with its first message. `shell` is what was
 * prerendered, before there was an address to read.
 */
export function ChatPage({ shell }: { shell: 'new' | 'stored' }) {
  const address = useChatAddress();
  const [fresh, setFresh] = useState(newChatId);
  const stored = address === null ? shell === 'stored' : address !== undefined && address !== fresh;
  const chatId = address ?? fresh;

  return (
    <Chat
      key={stored && address === null ? 'shell' : chatId}
      chatId={stored && address === null ? undefined : chatId}
      stored={stored}
      onFirstMessage={() => goToChat(chatId, 'replace')}
      onNewChat={() => {
        setFresh(newChatId());
        goToChat(undefined, 'push');
      }}
    />
  );
}
