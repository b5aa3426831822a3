import {
  Activity,
  Columns2,
  GitBranch,
  type LucideIcon,
  Play,
  RotateCcw,
  TextAlignStart,
} from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useRef } from 'react';
import { inspectRun } from '#lib/client/recording/inspected-run.ts';
import { showToast } from '#lib/client/shell/shell-state.ts';
import { useChatActions } from '#lib/client/shell/use-chat-actions.ts';
import { useCompareTranslations } from '#lib/i18n/compare-translations.ts';
import { useMessageTranslations } from '#lib/i18n/message-translations.ts';
import { useReplayTranslations } from '#lib/i18n/replay-translations.ts';
import { lazyValue } from '#lib/lazy/lazy-value.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { useBusy, useMessageActions } from '../message-actions-context.ts';

const replay = lazyValue(() => import('#lib/client/replay/replay-run.ts').then((module) => module.replayRun));

export type MessageMenuProps = {
  message: ChatMessage;
  /** Present if the message has text. */
  onCopyPlain?: () => void;
  /** Opens the list of models, to regenerate the answer or to compare it. */
  onChooseModel(purpose: 'regenerate' | 'compare'): void;
  /** Called after the menu has closed and returned the focus to its button, if that still exists. */
  onClose(): void;
};

const ITEM =
  'flex min-h-9 cursor-default items-center gap-2.5 rounded-lg px-2.5 text-sm outline-none select-none data-highlighted:bg-surface data-disabled:opacity-40 touch:min-h-11';

/** The less frequent actions of a message. */
export function MessageMenu({ message, onCopyPlain, onChooseModel, onClose }: MessageMenuProps) {
  const t = useMessageTranslations();
  const actions = useMessageActions();
  const { branch } = useChatActions();
  const { with: compareWith } = useCompareTranslations();
  const purpose = useRef<'regenerate' | 'compare' | 'inspect'>(undefined);
  const runId = message.metadata?.runId;
  return (
    <DropdownMenu.Portal container={document.querySelector('main')}>
      <DropdownMenu.Content
        align="start"
        sideOffset={4}
        collisionPadding={8}
        onCloseAutoFocus={() => {
          onClose();
          const { current } = purpose;
          // The button has the focus by then, and the list or the drawer takes it.
          if (current === 'inspect') setTimeout(() => runId && inspectRun(runId));
          else if (current) setTimeout(() => onChooseModel(current));
        }}
        className="z-30 max-h-(--radix-dropdown-menu-content-available-height) w-60 overflow-y-auto rounded-xl border border-line bg-raised p-1 text-ink shadow-lg"
      >
        {onCopyPlain && (
          <DropdownMenu.Item className={ITEM} onSelect={onCopyPlain}>
            <TextAlignStart className="size-4 text-muted" aria-hidden />
            {t.copyPlain}
          </DropdownMenu.Item>
        )}
        <DropdownMenu.Item
          className={ITEM}
          onSelect={() => actions.chatId && void branch(actions.chatId, message.id)}
        >
          <GitBranch className="size-4 text-muted" aria-hidden />
          {t.fork}
        </DropdownMenu.Item>
        <ReplayItem message={message} />
        {message.role === 'assistant' && actions.models.length > 1 && (
          <>
            <AnswerAgainItem
              icon={RotateCcw}
              label={t.regenerateWith}
              onSelect={() => {
                purpose.current = 'regenerate';
              }}
            />
            <AnswerAgainItem
              icon={Columns2}
              label={compareWith}
              onSelect={() => {
                purpose.current = 'compare';
              }}
            />
          </>
        )}
        {message.role === 'assistant' && runId && (
          <DropdownMenu.Item
            className={ITEM}
            onSelect={() => {
              purpose.current = 'inspect';
            }}
          >
            <Activity className="size-4 shrink-0 text-muted" aria-hidden />
            {t.inspect}
          </DropdownMenu.Item>
        )}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  );
}

/** Asks a model for another answer, which must wait while the chat is busy. */
function AnswerAgainItem({ icon: Icon, label, onSelect }: AnswerAgainItemProps) {
  return (
    <DropdownMenu.Item disabled={useBusy()} className={ITEM} onSelect={onSelect}>
      <Icon className="size-4 shrink-0 text-muted" aria-hidden />
      {label}
    </DropdownMenu.Item>
  );
}

type AnswerAgainItemProps = { icon: LucideIcon; label: string; onSelect(): void };

/** Plays the run that wrote an answer again, if this browser has recorded it. */
function ReplayItem({ message }: Pick<MessageMenuProps, 'message'>) {
  const t = useReplayTranslations();
  const { runId } = message.metadata ?? {};
  if (runId === undefined) return null;
  const open = async () => {
    const replayRun = await replay.load();
    if (!(await replayRun(runId))) showToast(t.notRecorded);
  };
  return (
    <DropdownMenu.Item
      className={ITEM}
      // The menu gives the focus back to its button, and the dialog takes it from there.
      onSelect={() => setTimeout(() => open().catch(() => showToast(t.notLoaded)))}
    >
      <Play className="size-4 text-muted" aria-hidden />
      {t.title}
    </DropdownMenu.Item>
  );
}
