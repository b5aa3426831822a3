import 'client-only';
import type { MessageNode, StoredTree } from '#lib/client/history/chat-history.ts';
import type { MessageRow } from '#lib/client/history/database.ts';
import { classifyHistoryError, loadHistory } from '#lib/client/history/load-history.ts';
import type { EarlyConnection } from '#lib/client/run/early-connection.ts';
import type { LazyCalls } from '#lib/client/tools/lazy-calls.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ChatRecord } from '../chat-record.ts';
import type { ChatState, ShownComparison } from '../chat-state.ts';
import type { createSessionParts } from '../session-parts.ts';
import { StateStore } from '../state-store.ts';
import { ComparedRun } from './compared-run.ts';

export type ComparisonHost = {
  chatId: ChatId;
  /** The chat as its session shows it: down to the question while answers to it are compared. */
  record: ChatRecord;
  /** The tool calls of the chat's last answer. */
  calls: LazyCalls;
  /** Given by the chat's session, whose code would grow if it was shared. */
  createParts: typeof createSessionParts;
  /** The stored chat has changed. */
  notifyTabs(): void;
};

/** The models to ask, and either a new question or the answer to compare theirs with. */
export type ComparisonStart = { models: readonly string[] } & (
  | { question: ChatMessage; before: readonly ChatMessage[] }
  | { answerId: string }
);

/**
 * The answers of one chat that are compared. The browser stores which they are with the chat, so that every tab and every later page
 * shows them, until the reader keeps one: then that is the chat's answer, and the others are its versions.
 */
export class Comparison implements ShownComparison {
  readonly #host: ComparisonHost;
  readonly #store = new StateStore<{ runs: readonly ComparedRun[] }>({ runs: [] });
  /** Answers that are not compared any more, whose runs have not ended, with the messages before them. */
  readonly #leaving = new Map<ComparedRun, readonly ChatMessage[]>();
  /** The ids of the answers, as they are stored or being stored. */
  #ids: readonly string[] = [];
  /** How many changes of the storage are under way. */
  #saves = 0;
  /** The answer that was kept, until that is stored. */
  #keptId: string | undefined;
  /** The problem of the storage that the answers have reported. */
  #unsaved: ChatState['unsaved'] = false;
  #questionId = '';

  constructor(host: ComparisonHost) {
    this.#host = host;
  }

  get questionId(): string {
    return this.#questionId;
  }

  getAnswers = (): readonly ComparedRun[] => this.#store.getState().runs;

  subscribe = (listener: () => void): (() => void) => this.#store.subscribe(listener);

  /** Asks the models. Resolves when the chat's storage knows what is compared. */
  async start({ models, ...subject }: ComparisonStart): Promise<void> {
    const { record } = this.#host;
    const runs: ComparedRun[] = [];
    let saved: Promise<void> | undefined;
    if ('question' in subject) {
      const { question, before } = subject;
      saved = record.save(question, before); // before the answers, which are stored below it
      record.tree.show(question.id);
    } else {
      record.tree.show(subject.answerId);
      const answer = record.tree.find(subject.answerId);
      runs.push(this.#createRun(subject.answerId, answer?.metadata?.model));
      record.tree.showBefore(subject.answerId);
    }
    this.#questionId = record.tree.messages.at(-1)?.id ?? '';
    const asked = models.map((model) => this.#createRun(this.#questionId, model));
    for (const [position, run] of asked.entries()) run.start(position);
    this.#show([...runs, ...asked]);
    await saved;
    await this.#saveIds();
  }

  /** Takes over what the browser has stored: shows the answers that are compared, and no others. */
  open(stored: StoredTree, earlyConnection: EarlyConnection | undefined): void {
    const ids = this.#saves > 0 ? this.#ids : (stored.comparing ?? []);
    const present = new Map(this.getAnswers().map((run) => [run.answerId, run]));
    const runs = ids.map((id) => present.get(id) ?? this.#createRun(id, undefined, stored));
    for (const run of this.getAnswers()) if (!runs.includes(run)) this.#leave(run);
    this.#questionId = stored.rows.find(({ id }) => id === ids[0])?.parentId ?? this.#questionId;
    this.#ids = ids;
    if (this.#keptId !== undefined) this.#host.record.tree.show(this.#keptId);
    this.#show(runs);
    for (const run of runs) {
      const isEarly = earlyConnection !== undefined && run.answer?.metadata?.runId === earlyConnection.runId;
      run.open(stored, isEarly ? earlyConnection : undefined);
      if (isEarly) earlyConnection = undefined;
    }
    earlyConnection?.discard();
  }

  show(): void {
    const { record } = this.#host;
    const [first] = this.getAnswers();
    if (first) record.tree.showBefore(first.answerId);
    record.publish();
  }

  stop(): void {
    for (const run of this.getAnswers()) if (run.isLive) run.stop();
  }

  keep(answerId: string): void {
    const { chatId, record, calls, notifyTabs } = this.#host;
    const runs = this.getAnswers();
    const kept = runs.find((run) => run.answerId === answerId);
    if (kept?.answer === undefined || kept.isLive) return;
    for (const run of runs) {
      if (run.isLive) run.stop();
      this.#leave(run);
    }
    record.tree.show(answerId);
    this.#ids = [];
    this.#keptId = answerId;
    this.#show([]);
    const saved = this.#save(async () => {
      const { saveShownBranch } = await loadHistory();
      await saveShownBranch(chatId, answerId, { comparing: undefined });
      notifyTabs();
    });
    void saved.then(() => {
      this.#keptId = undefined;
    });
    calls.advance();
  }

  close(): void {
    for (const run of [...this.getAnswers(), ...this.#leaving.keys()]) run.close();
    this.#store.close();
  }

  /** @param lastId the question, or the answer that is there */
  #createRun(lastId: string, model?: string, stored?: StoredTree): ComparedRun {
    const { chatId, record, notifyTabs, createParts } = this.#host;
    const rows = stored?.rows ?? this.#toRows(record.tree.nodes);
    const merge = stored?.merge ?? keepPresent;
    const written = rows.find(({ id }) => id === lastId)?.message.metadata?.model;
    const run: ComparedRun = new ComparedRun({
      chatId,
      model: model ?? written ?? '',
      stored: { rows, headId: lastId, merge },
      notifyTabs,
      createParts,
      onChange: () => this.#onChange(run),
    });
    return run;
  }

  #toRows(nodes: readonly MessageNode[]): MessageRow[] {
    return nodes.map((node) => ({ ...node, chatId: this.#host.chatId }));
  }

  #show(runs: readonly ComparedRun[]): void {
    this.#store.set({ runs });
    const isComparing = runs.length > 0;
    this.#host.record.publish({
      comparing: isComparing,
      comparison: isComparing ? this : undefined,
      ...summarize(runs),
    });
  }

  /** The answer becomes a version like others. Its run is followed to its end. */
  #leave(run: ComparedRun): void {
    const { tree } = this.#host.record;
    tree.load({ rows: this.#toRows(run.nodes), headId: '', merge: keepPresent }, true);
    this.#leaving.set(run, tree.branchTo(this.#questionId));
    this.#onChange(run);
  }

  #onChange(run: ComparedRun): void {
    const { record } = this.#host;
    const before = this.#leaving.get(run);
    if (before) {
      if (run.answer) record.put(run.answer, before);
      if (run.isLive) return;
      // What the run could not store, the chat stores with its next message.
      if (run.answer && run.getState().unsaved) void record.save(run.answer, before);
      this.#leaving.delete(run);
      run.close();
      return;
    }
    const runs = this.getAnswers();
    if (!runs.includes(run)) return; // it is being created
    record.store.set(summarize(runs));
    this.#reportStorage(runs);
    if (runs.some(({ answerId }, index) => answerId !== this.#ids[index])) void this.#saveIds();
  }

  /** The chat says what the storage does to any of its answers. */
  #reportStorage(runs: readonly ComparedRun[]): void {
    const { store } = this.#host.record;
    const unsaved = runs.map((run) => run.getState().unsaved).find(Boolean) || false;
    if (unsaved !== this.#unsaved) store.set({ unsaved });
    this.#unsaved = unsaved;
    const isRestored = runs.some((run) => run.getState().restored);
    if (!isRestored || store.getState().restored) return;
    store.set({ restored: true });
    void this.#saveIds(); // they were deleted too
  }

  async #saveIds(): Promise<void> {
    const { chatId, notifyTabs } = this.#host;
    this.#ids = this.getAnswers().map(({ answerId }) => answerId);
    const ids = this.#ids;
    await this.#save(async () => {
      const { saveComparing } = await loadHistory();
      await saveComparing(chatId, ids);
      notifyTabs();
    });
  }

  /** What the storage has is not taken over while it is being changed. */
  async #save(work: () => Promise<void>): Promise<void> {
    this.#saves++;
    const saving = work().catch((error: unknown) =>
      this.#host.record.store.set({ unsaved: classifyHistoryError(error) }),
    );
    await saving.finally(() => this.#saves--);
  }
}

/** Takes over only the messages that are missing. */
const keepPresent = () => undefined;

/** What the chat's session says of the answers. */
function summarize(runs: readonly ComparedRun[]): { status: 'ready' | 'streaming'; stopping: boolean } {
  const live = runs.filter(({ isLive }) => isLive);
  const stopping = live.length > 0 && live.every((run) => run.getState().stopping);
  return { status: live.length > 0 ? 'streaming' : 'ready', stopping };
}
