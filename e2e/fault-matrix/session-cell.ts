import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { RUN } from '../fixtures/proxy-test.ts';
import type { RequestFilter, Rule, Treatment } from '../fixtures/servers/proxy-rule.ts';
import { expect } from '../fixtures/test.ts';
import { Cell } from './cell.ts';
import type { Deployment } from './deployment.ts';
import { SessionTab, textOf } from './session-tab.ts';
import type { StoredAnswer } from './stored-answer.ts';

/** The tab whose connection a fault is in. */
export type AffectedTab = (typeof AFFECTED_TABS)[number];

/**
 * The tab that has asked; one that has asked and is cut off until another tab has followed the run to its end; one that is reloaded
 * and attaches only when the fault has occurred.
 */
export const AFFECTED_TABS = ['the same tab', 'a late tab', 'a reloaded tab'] as const;

/** A cell whose client is the app's chat session in this process, without a page. Needs an open `NodeBrowser`. */
export class SessionCell extends Cell {
  readonly #chatId: ChatId;
  readonly #kind: AffectedTab;
  /** The tab in which the run is followed. */
  #tab: SessionTab;
  /** The affected tab, if that is another. */
  #late: SessionTab | undefined;
  /** Keeps the affected tab from connecting before the fault. */
  #delay: Rule | undefined;
  #fault: Rule | undefined;

  private constructor(
    question: string,
    deployment: Deployment,
    affected: AffectedTab,
    { chatId, tab }: { chatId: ChatId; tab: SessionTab },
  ) {
    super(question, deployment);
    this.#kind = affected;
    this.#chatId = chatId;
    this.#tab = tab;
  }

  /** Opens a new chat and sends the question. */
  static async ask(deployment: Deployment, question: string, affected: AffectedTab): Promise<SessionCell> {
    const chatId = newChatId();
    const tab = await SessionTab.open(question, chatId);
    tab.run(() => tab.session.send(question));
    return new SessionCell(question, deployment, affected, { chatId, tab });
  }

  /** The run requests of the affected tab. */
  get connection(): RequestFilter {
    return { path: RUN, tab: this.#affected.name };
  }

  get #affected(): SessionTab {
    return this.#late ?? this.#tab;
  }

  /** Makes the affected tab what it is to be, once the server has accepted the run. */
  async prepareTab(): Promise<void> {
    await this.#expect(() => this.#tab.session.getState().run?.phase.name).not.toBe('connecting');
    const { proxy } = this.deployment;
    if (this.#kind === 'a late tab') {
      const asking = this.#tab;
      this.#tab = await SessionTab.open(`${this.question}, another tab`, this.#chatId, { stored: true });
      await this.#expect(() => this.#tab.session.getState().run).toBeDefined();
      await this.#expect(() => contentOf(this.#tab)).toEqual(contentOf(asking));
      this.#late = asking;
      this.#delay = proxy.add({ reset: true }, this.connection);
    }
    if (this.#kind === 'a reloaded tab') {
      this.#delay = proxy.add({ hold: 'requests' }, { ...this.connection, method: 'GET' });
      const storage = new Map(this.#tab.storage);
      this.#tab.session.close();
      this.#tab = await SessionTab.open(this.question, this.#chatId, { stored: true, storage });
      await this.#expect(() => this.#delay?.met.length).toBeGreaterThan(0);
      await this.#expect(() => this.#tab.session.getState().run).toBeDefined();
    }
  }

  /** Spoils the connection of the affected tab, which may connect now. */
  spoil(treatment: Treatment, filter: RequestFilter = {}): void {
    this.#fault = this.deployment.proxy.add(treatment, { ...this.connection, ...filter });
    this.#delay?.release();
  }

  /** Nothing reaches the affected tab any more, until `repair`. */
  loseConnection(): void {
    if (this.#delay === undefined) this.spoil({ hold: 'responses' });
  }

  override async connect(): Promise<void> {
    if (this.#late === undefined) this.#delay?.release();
  }

  /** Waits until the fault has met this many requests. Ends the backoff of all tabs. */
  async meetsFault(requests: number): Promise<void> {
    await this.#expect(() => {
      dispatchEvent(new Event('online'));
      return this.#fault?.met.length;
    }).toBeGreaterThanOrEqual(requests);
  }

  /** Waits until the affected tab polls, and shows what has been sent so far. */
  async polls(): Promise<void> {
    const polls = this.deployment.proxy.add({}, { path: /[?&]wait=/, tab: this.#affected.name });
    await expect.poll(() => polls.met.length, { message: this.question, timeout: 20_000 }).toBeGreaterThan(0);
    await this.#expect(() => contentOf(this.#affected)).toEqual(contentOf(this.#tab));
    polls.release();
  }

  /** Ends what `spoil` or `loseConnection` has begun. */
  repair(): void {
    this.#fault?.release();
    dispatchEvent(new Event('online'));
  }

  /** If the affected tab is late: waits until the other tab has saved the end. */
  async endElsewhere(): Promise<void> {
    if (this.#late) await this.#endIn(this.#tab);
  }

  async showsText(text: string): Promise<void> {
    await this.#expect(() => this.#tab.text.trim()).toBe(text.trim());
  }

  async showsReasoning(text: string): Promise<void> {
    await this.#expect(() => textOf(this.#tab.answer, 'reasoning')).toBe(text);
  }

  async showsCall(state: 'writing' | 'running'): Promise<void> {
    const wanted = state === 'writing' ? 'input-streaming' : 'input-available';
    await this.#expect(() => callStateOf(this.#tab)).toBe(wanted);
  }

  async stop(): Promise<void> {
    this.#tab.run(() => this.#tab.session.stop());
  }

  async stopTwice(): Promise<void> {
    await this.stop();
    await fetch(`/api/chats/${this.#chatId}/run`, { method: 'DELETE' });
  }

  async stopInAnotherTab(): Promise<void> {
    const tab = await SessionTab.open(`${this.question}, a tab that stops`, this.#chatId, { stored: true });
    await this.#expect(() => tab.session.getState().run).toBeDefined();
    tab.run(() => tab.session.stop());
    await this.#expect(() => tab.answer?.metadata?.outcome).toBe('stopped');
    tab.session.close();
  }

  async end(): Promise<StoredAnswer> {
    await this.endElsewhere();
    this.#delay?.release();
    const answer = await this.#endIn(this.#affected);
    expect(contentOf(this.#affected), this.question).toEqual(contentOf(this.#tab));
    return answer;
  }

  async shownOutcome(): Promise<string> {
    return this.#tab.answer?.metadata?.outcome ?? '';
  }

  async close(): Promise<void> {
    this.#tab.session.close();
    this.#late?.session.close();
  }

  /** Waits until a tab shows the end and it is saved. */
  async #endIn(tab: SessionTab): Promise<StoredAnswer> {
    const probe = () => {
      if (tab === this.#late) dispatchEvent(new Event('online')); // ends its backoff
      return tab.session.getState().status;
    };
    await expect.poll(probe, { message: this.question, timeout: 20_000 }).toBe('ready');
    let answer: ChatMessage | undefined;
    await this.#expect(async () => {
      answer = await loadAnswer(this.#chatId);
      return answer?.metadata?.outcome;
    }).toBeDefined();
    await this.#expect(() => tab.answer?.metadata?.outcome).toBe(answer?.metadata?.outcome);
    expect(tab.shrinkings, this.question).toEqual([]);
    return {
      text: textOf(answer, 'text'),
      reasoning: textOf(answer, 'reasoning'),
      outcome: answer?.metadata?.outcome,
      code: answer?.metadata?.error?.code,
    };
  }

  #expect<Value>(probe: () => Value) {
    return expect.poll(probe, { message: this.question, intervals: [20] });
  }
}

function callStateOf({ answer }: SessionTab): string | undefined {
  return answer?.parts.findLast((part) => part.type === 'dynamic-tool')?.state;
}

/** What of an answer is shown. */
function contentOf(tab: SessionTab) {
  return { text: tab.text, reasoning: textOf(tab.answer, 'reasoning'), call: callStateOf(tab) };
}

async function loadAnswer(chatId: ChatId): Promise<ChatMessage | undefined> {
  const { loadChat } = await import('#lib/client/history/chat-history.ts');
  return (await loadChat(chatId))?.find(({ role }) => role === 'assistant');
}
