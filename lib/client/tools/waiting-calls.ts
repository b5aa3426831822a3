import 'client-only';
import type { CallPart } from '#lib/protocol/call-part.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { ConsentAnswer } from '#lib/tools/consent-answer.ts';
import { openDatabase } from '../history/database.ts';
import { allowTool, loadAllowedTools } from '../settings/allowed-tools.ts';
import { findBrowserTool } from './browser-tools.ts';
import {
  findOpenCalls,
  isOpen,
  isWaiting,
  withAnswer,
  withCall,
  withFailure,
  withOutput,
} from './call-changes.ts';
import { withTabLock } from './tab-lock.ts';

/** The chat's side of `WaitingCalls`. */
export type CallsHost = {
  chatId: ChatId;
  /** Aborted when the chat is closed in this tab. */
  closed: AbortSignal;
  /** Returns the last message shown, or undefined during a run. */
  getAnswer(): ChatMessage | undefined;
  /** Shows and stores a new state of the answer, and notifies the other tabs. */
  updateAnswer(answer: ChatMessage): Promise<void>;
  /** Called with the names of the tools that run in this tab, and with none when they have ended. */
  onRunning(tools: string[]): void;
  /** Starts a run that continues the answer. Resolves when the run has ended. */
  continueAnswer(): Promise<void>;
};

/**
 * Processes the tool calls that a run left to the reader and the browser: records the reader's decisions, executes browser
 * tools, and continues the answer once no call is open. A lock for each answer ensures that only one tab does this.
 */
export class WaitingCalls {
  readonly #host: CallsHost;
  /** Tools that the reader always allows. Also in memory, in case there is no storage. */
  readonly #allowed = new Set<string>();
  #programs: AbortController | undefined;

  constructor(host: CallsHost) {
    this.#host = host;
  }

  /** Processes the open calls as far as possible. Call it whenever an answer that waits for calls is shown. */
  async advance(): Promise<void> {
    const id = this.#host.getAnswer()?.id;
    if (id === undefined) return;
    await withTabLock(`runnel-calls-${id}`, this.#host.closed, async () => {
      const answer = this.#host.getAnswer();
      if (!isWaiting(answer) || !(await this.#isLatest(answer))) return;
      await this.#approveAllowed(answer);
      if (!(await this.#runBrowserCalls(answer.id))) return;
      const current = this.#host.getAnswer();
      if (current?.id === answer.id && isWaiting(current) && findOpenCalls(current).length === 0) {
        await this.#host.continueAnswer();
      }
    });
  }

  /** Records the reader's decision, for all tabs, and processes the calls. */
  async answer(toolCallId: string, consent: ConsentAnswer): Promise<void> {
    const answer = this.#host.getAnswer();
    const call = answer && findOpenCalls(answer).find((call) => call.toolCallId === toolCallId);
    if (answer === undefined || call === undefined) return;
    if (consent.allow === 'always') this.#allowAlways(call.toolName);
    await this.#change(answer.id, toolCallId, (call) => withAnswer(call, consent));
    await this.advance();
  }

  /** Stops the tools that run in this tab, and marks the answer as stopped. */
  stop(): void {
    const answer = this.#host.getAnswer();
    if (this.#programs === undefined || answer?.metadata === undefined) return;
    this.#programs.abort(new DOMException('Stopped by the reader.', 'AbortError'));
    void this.#host.updateAnswer({ ...answer, metadata: { ...answer.metadata, outcome: 'stopped' } });
  }

  /** Whether the stored answer still waits, so that no other tab has continued or ended it. */
  async #isLatest({ id, metadata }: ChatMessage): Promise<boolean> {
    const stored = (await this.#attempt(() => openDatabase().messages.get(id)))?.message.metadata;
    if (stored === undefined) return true; // not stored, so other tabs do not have it
    const outcome = stored.outcome ?? 'awaiting-approval'; // the outcome may not be stored yet
    return stored.runId === metadata?.runId && outcome === 'awaiting-approval';
  }

  /** Approves the calls of tools that the reader always allows. */
  async #approveAllowed(answer: ChatMessage): Promise<void> {
    const asking = findOpenCalls(answer).filter(({ state }) => state === 'approval-requested');
    if (asking.length === 0) return;
    const stored = (await this.#attempt(() => loadAllowedTools(this.#host.chatId))) ?? [];
    for (const { toolCallId, toolName } of asking) {
      if (!this.#allowed.has(toolName) && !stored.includes(toolName)) continue;
      await this.#change(answer.id, toolCallId, (call) => withAnswer(call, { allow: 'always' }));
    }
  }

  #allowAlways(toolName: string): void {
    this.#allowed.add(toolName);
    void this.#attempt(() => allowTool(this.#host.chatId, toolName));
  }

  /** Executes the browser's calls in parallel. @returns false if they were stopped */
  async #runBrowserCalls(answerId: string): Promise<boolean> {
    const answer = this.#host.getAnswer();
    const calls = answer ? findOpenCalls(answer).filter(({ state }) => state === 'input-available') : [];
    if (calls.length === 0) return true;
    const programs = new AbortController();
    const onClose = () => programs.abort(this.#host.closed.reason);
    this.#host.closed.addEventListener('abort', onClose, { once: true });
    this.#programs = programs;
    this.#host.onRunning(calls.map(({ toolName }) => toolName));
    try {
      await Promise.all(calls.map((call) => this.#run(call, answerId, programs.signal)));
      return !programs.signal.aborted;
    } finally {
      this.#host.closed.removeEventListener('abort', onClose);
      this.#programs = undefined;
      if (!this.#host.closed.aborted) this.#host.onRunning([]);
    }
  }

  async #run(call: CallPart, answerId: string, signal: AbortSignal): Promise<void> {
    const startedAt = Date.now();
    const tool = findBrowserTool(call.toolName);
    let change: (call: CallPart) => CallPart;
    try {
      if (tool === undefined) throw new Error(`The browser has no tool named ${call.toolName}.`);
      const output = await tool(call.input, signal);
      change = (call) => withOutput(call, output, Date.now() - startedAt);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'The tool failed.';
      change = (call) => withFailure(call, reason, Date.now() - startedAt);
    }
    if (!signal.aborted) await this.#change(answerId, call.toolCallId, change);
  }

  async #change(answerId: string, toolCallId: string, change: (call: CallPart) => CallPart): Promise<void> {
    const answer = this.#host.getAnswer();
    if (answer?.id !== answerId) return; // another branch is shown now
    await this.#host.updateAnswer(
      withCall(answer, toolCallId, (call) => (isOpen(call) ? change(call) : call)),
    );
  }

  /** Returns undefined if the storage fails, which the page reports elsewhere. */
  #attempt<Value>(work: () => PromiseLike<Value>): Promise<Value | undefined> {
    return Promise.resolve(work()).catch(() => undefined);
  }
}
