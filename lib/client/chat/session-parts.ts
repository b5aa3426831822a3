import 'client-only';
import type { ChatId } from '#lib/protocol/ids.ts';
import { buildBrowserToolStatus } from '../run/run-status.ts';
import { LazyCalls } from '../tools/lazy-calls.ts';
import { ChatRecord } from './chat-record.ts';
import { type Activity, SessionActivity } from './session-activity.ts';
import { SessionRuns } from './session-runs.ts';

export type SessionPartsOptions = {
  chatId: ChatId;
  initial: Activity;
  /** Aborted when the chat is closed in this tab. */
  closed: AbortSignal;
  /** A change by another tab that was held back can be handled. */
  onMissedChange(): void;
  /** A run has started, or an answer has changed without one. */
  onChanged(): void;
};

export type SessionParts = {
  record: ChatRecord;
  activity: SessionActivity;
  calls: LazyCalls;
  runs: SessionRuns;
};

/** Creates what shows one branch of a chat: its messages, its runs, the state between them, and the tool calls of its last answer. */
export function createSessionParts(options: SessionPartsOptions): SessionParts {
  const { chatId, initial, closed, onMissedChange, onChanged } = options;
  const status = initial.name === 'opening' ? 'opening' : 'ready';
  const record: ChatRecord = new ChatRecord(chatId, status, () => activity.run);
  const activity = new SessionActivity(chatId, initial, onMissedChange);
  const lastMessage = () => record.state.messages.at(-1);
  const calls = new LazyCalls({
    ...{ chatId, closed },
    getAnswer: () => (activity.run ? undefined : lastMessage()),
    updateAnswer: async (answer) => {
      await record.putAndSave(answer, record.state.messages.slice(0, -1));
      onChanged();
    },
    onRunning: (tools) => {
      const isRunning = tools.length > 0;
      if (isRunning) activity.startWork();
      else activity.endWork();
      const run = isRunning ? buildBrowserToolStatus(tools) : undefined;
      record.store.set({ status: run ? 'streaming' : 'ready', run });
    },
    continueAnswer: () => runs.start('continue-message', lastMessage()?.metadata?.model),
  });
  const runs: SessionRuns = new SessionRuns({
    ...{ chatId, record, activity },
    onStarted: onChanged,
    onEnded: () => calls.advance(),
  });
  return { record, activity, calls, runs };
}
