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

/** What the chat lets be done with the answer at its end. */
export type CallsHost = {
  chatId: ChatId;
  /** Aborted when the tab leaves the chat. */
  closed: AbortSignal;
  /** The answer at the end of what is shown; undefined while a run is followed. */
  getAnswer(): ChatMessage | undefined;
  /** Shows another state of it, stores it, and tells the browser's other tabs. */
  updateAnswer(answer: ChatMessage): Promise<void>;
  /** These tools run here now; none: no more. */
  onRunning(tools: string[]): void;
  /** Goes on with the answer. Resolves when the run that does so has ended. */
  continueAnswer(): Promise<void>;
};

/**
 * Sees to the calls that a run has left to the reader and the browser: brings in the reader's answers, runs what is to run
 * here, and goes on with the answer when each of them has come to something. Of several tabs one does it.
 */
export class WaitingCalls {
  readonly #host: CallsHost;
  /** Kept here too: a browser may keep nothing. */
  readonly #allowed = new Set<string>();
  #programs: AbortController | undefined;

  constructor(host: CallsHost) {
    this.#host = host;
  }

  /** Does what can be done now. Called whenever an answer that waits is shown. */
  async advance(): Promise<void> {
    const { chatId, closed } = this.#host;
    await withTabLock(`runnel-calls-${chatId}`, closed, async () => {
      const answer = this.#host.getAnswer();
      if (!isWaiting(answer) || !(await this.#isLatest(answer))) return;
      await this.#allowKnown(answer);
      if (!(await this.#runHere(answer.id))) return;
      const seenTo = this.#host.getAnswer();
      if (seenTo?.id === answer.id && isWaiting(seenTo) && findOpenCalls(seenTo).length === 0) {
        await this.#host.continueAnswer();
      }
    });
  }

  /** The reader has answered: from now on the call counts as allowed or denied, in every tab. */
  async answer(toolCallId: string, consent: ConsentAnswer): Promise<void> {
    const answer = this.#host.getAnswer();
    const call = answer && findOpenCalls(answer).find((call) => call.toolCallId === toolCallId);
    if (answer === undefined || call === undefined) return;
    if (consent.allow === 'always') this.#allowAlways(call.toolName);
    await this.#change(answer.id, toolCallId, (call) => withAnswer(call, consent));
    await this.advance();
  }

  /** Ends what runs here, and with it the answer. */
  stop(): void {
    const answer = this.#host.getAnswer();
    if (this.#programs === undefined || answer?.metadata === undefined) return;
    this.#programs.abort(new DOMException('The reader stopped it.', 'AbortError'));
    void this.#host.updateAnswer({ ...answer, metadata: { ...answer.metadata, outcome: 'stopped' } });
  }

  /** Whether no other tab has gone on with the answer, or ended it: what is stored says so. */
  async #isLatest({ id, metadata }: ChatMessage): Promise<boolean> {
    const stored = (await this.#read(() => openDatabase().messages.get(id)))?.message.metadata;
    if (stored === undefined) return true; // kept in this tab alone
    const outcome = stored.outcome ?? 'awaiting-approval'; // its end may be on its way to the storage
    return stored.runId === metadata?.runId && outcome === 'awaiting-approval';
  }

  /** Answers for the reader where the reader has said "always". */
  async #allowKnown(answer: ChatMessage): Promise<void> {
    const asking = findOpenCalls(answer).filter(({ state }) => state === 'approval-requested');
    if (asking.length === 0) return;
    const known = (await this.#read(() => loadAllowedTools(this.#host.chatId))) ?? [];
    for (const { toolCallId, toolName } of asking) {
      if (!this.#allowed.has(toolName) && !known.includes(toolName)) continue;
      await this.#change(answer.id, toolCallId, (call) => withAnswer(call, { allow: 'always' }));
    }
  }

  #allowAlways(toolName: string): void {
    this.#allowed.add(toolName);
    void this.#read(() => allowTool(this.#host.chatId, toolName));
  }

  /** Runs the calls of the browser, side by side. @returns false when they were stopped. */
  async #runHere(answerId: string): Promise<boolean> {
    const answer = this.#host.getAnswer();
    const calls = answer ? findOpenCalls(answer).filter(({ state }) => state === 'input-available') : [];
    if (calls.length === 0) return true;
    const programs = new AbortController();
    const leave = () => programs.abort(this.#host.closed.reason);
    this.#host.closed.addEventListener('abort', leave, { once: true });
    this.#programs = programs;
    this.#host.onRunning(calls.map(({ toolName }) => toolName));
    try {
      await Promise.all(calls.map((call) => this.#run(call, answerId, programs.signal)));
      return !programs.signal.aborted;
    } finally {
      this.#host.closed.removeEventListener('abort', leave);
      this.#programs = undefined;
      if (!this.#host.closed.aborted) this.#host.onRunning([]);
    }
  }

  async #run(call: CallPart, answerId: string, signal: AbortSignal): Promise<void> {
    const startedAt = Date.now();
    const tool = findBrowserTool(call.toolName);
    let change: (call: CallPart) => CallPart;
    try {
      if (tool === undefined) throw new Error(`This page has no tool called ${call.toolName}.`);
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
    if (answer?.id !== answerId) return; // the reader has gone on to something else
    await this.#host.updateAnswer(
      withCall(answer, toolCallId, (call) => (isOpen(call) ? change(call) : call)),
    );
  }

  /** What the storage gives; undefined where a browser keeps nothing. */
  #read<Value>(work: () => PromiseLike<Value>): Promise<Value | undefined> {
    return Promise.resolve(work()).catch(() => undefined); // the page tells of storage that fails elsewhere
  }
}
