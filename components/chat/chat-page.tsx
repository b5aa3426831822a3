'use client';

import { useCallback, useState } from 'react';
import { goToChat, useChatAddress } from '#lib/client/platform/use-address.ts';
import { useModels } from '#lib/client/shell/use-models.ts';
import { newChatId } from '#lib/protocol/ids.ts';
import { Shell } from '../shell/shell.tsx';
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

  const named = stored && address === null ? undefined : chatId;
  const models = useModels(named);
  const begin = useCallback(() => {
    setFresh(newChatId());
    goToChat(undefined, 'push');
  }, []);

  return (
    <Shell chatId={named} models={models} onNewChat={begin}>
      <Chat
        key={named ?? 'shell'}
        chatId={named}
        stored={stored}
        models={models}
        onFirstMessage={() => goToChat(chatId, 'replace')}
        onNewChat={begin}
      />
    </Shell>
  );
}
