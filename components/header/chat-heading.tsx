import { ChevronDown } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { firstWords, useStoredChat } from '#lib/client/chat/use-chat-title.ts';
import { useShellTranslations } from '#lib/i18n/shell-translations.ts';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { TitleField } from '../shell/title-field.tsx';
import { LazyPart } from '../ui/lazy-part.tsx';

const chatMenu = lazyValue(() => import('../shell/chat-menu.tsx').then((module) => module.ChatMenu));

type ChatHeadingProps = { chatId: ChatId; question: ChatMessage; onNewChat(): void };

/** The title of the open chat, which opens its menu. A chat that is not stored has none. @param question the first of the chat */
export function ChatHeading({ chatId, question, onNewChat }: ChatHeadingProps) {
  const { sidebar } = useShellTranslations();
  const chat = useStoredChat(chatId);
  const [state, setState] = useState<'idle' | 'menu' | 'renaming'>('idle');
  const button = useRef<HTMLButtonElement>(null);
  const wasRenamed = useRef(false);
  useLayoutEffect(() => {
    if (state !== 'idle' || !wasRenamed.current) return;
    wasRenamed.current = false;
    button.current?.focus(); // the title field that had the focus is gone
  }, [state]);

  const title = chat?.title || firstWords(question) || sidebar.untitled;
  if (chat === undefined) return <h1 className={`truncate px-2 ${TEXT}`}>{title}</h1>;
  if (state === 'renaming')
    return (
      <TitleField
        chat={chat}
        onDone={(byKey) => {
          wasRenamed.current = byKey;
          setState('idle');
        }}
      />
    );
  return (
    <>
      <h1 className="flex min-w-0">
        <button
          ref={button}
          type="button"
          title={title}
          aria-haspopup="menu"
          aria-expanded={state === 'menu'}
          onClick={() => setState('menu')}
          className={`flex h-10 min-w-0 items-center gap-1 rounded-lg px-2 transition-colors duration-150 hover:bg-surface aria-expanded:bg-surface touch:h-11 ${TEXT}`}
        >
          <span className="truncate" dir="auto">
            {title}
          </span>
          <ChevronDown className="size-3.5 shrink-0 text-muted" aria-hidden />
        </button>
      </h1>
      {state === 'menu' && button.current && (
        <LazyPart part={chatMenu} compact>
          {(ChatMenu) => (
            <ChatMenu
              chat={chat}
              button={button.current as HTMLButtonElement}
              onNewChat={onNewChat}
              onRename={() => setState('renaming')}
              onClose={() => setState('idle')}
            />
          )}
        </LazyPart>
      )}
    </>
  );
}

const TEXT = 'text-[0.9375rem] font-medium';
