import 'server-only';
import type { ChatId, RunId } from '#lib/protocol/ids.ts';
import type { RunInfo } from './run-log.ts';
import { createChatNotFoundError } from './run-log-errors.ts';

/** How many runs are remembered. Each takes a few hundred bytes. */
const MAX_RUNS = 10_000;

type ExpiredRun = {
  info: Pick<RunInfo, 'chatId' | 'runId' | 'startedAt' | 'owner'>;
  /** Earlier runs of the chat, latest first. */
  replaced: readonly RunId[];
};

/** Remembers the latest runs whose logs have been deleted, one for each chat. */
export class ExpiredRuns {
  /** In the order in which they were deleted. */
  readonly #runs = new Map<ChatId, ExpiredRun>();

  add({ chatId, runId, startedAt, owner }: RunInfo, replaced: readonly RunId[]): void {
    this.#runs.delete(chatId);
    this.#runs.set(chatId, { info: { chatId, runId, startedAt, owner }, replaced });
    const oldest = this.#runs.size > MAX_RUNS ? this.#runs.keys().next().value : undefined;
    if (oldest !== undefined) this.#runs.delete(oldest);
  }

  /** @throws ChatError `not-found` when the run belongs to another caller */
  find(owner: string, chatId: ChatId): ExpiredRun | undefined {
    const run = this.#runs.get(chatId);
    if (run && run.info.owner !== owner) throw createChatNotFoundError();
    return run;
  }

  /** Removes the run of a chat that has a new one. Returns the ids of the chat's runs so far, latest first. */
  take(owner: string, chatId: ChatId): readonly RunId[] {
    const run = this.find(owner, chatId);
    this.#runs.delete(chatId);
    return run ? [run.info.runId, ...run.replaced] : [];
  }
}
