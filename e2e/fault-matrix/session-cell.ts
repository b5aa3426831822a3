import type { ChatSession } from '#lib/client/chat/chat-session.ts';
import { type ChatId, newChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { expect } from '../fixtures/test.ts';
import { Cell } from './cell.ts';
import type { Deployment } from './deployment.ts';
import type { StoredAnswer } from './stored-answer.ts';

/** A cell whose client is the app's chat session in this process, without a page. Needs an open `NodeBrowser`. */
export class SessionCell extends Cell {
  readonly #chatId: ChatId;
  readonly #session: ChatSession;
  readonly #shrinkings: string[] = [];

  private constructor(question: string, deployment: Deployment, chatId: ChatId, session: ChatSession) {
    super(question, deployment);
    this.#chatId = chatId;
    this.#session = session;
    let before = '';
    session.subscribe(() => {
      const text = textOf(this.#answer, 'text');
      if (!text.startsWith(before)) this.#shrinkings.push(`${before} → ${text}`);
      before = text;
    });
  }

  /** Opens a new chat and sends the question. */
  static async ask(deployment: Deployment, question: string): Promise<SessionCell> {
    // Loaded late: the database of the history looks for IndexedDB when its module is evaluated.
    const { ChatSession } = await import('#lib/client/chat/chat-session.ts');
    const chatId = newChatId();
    const session = new ChatSession(chatId, false);
    const cell = new SessionCell(question, deployment, chatId, session);
    session.send(question);
    return cell;
  }

  get #answer(): ChatMessage | undefined {
    const last = this.#session.getState().messages.at(-1);
    return last?.role === 'assistant' ? last : undefined;
  }

  async showsText(text: string): Promise<void> {
    const shown = () => textOf(this.#answer, 'text').trim();
    await expect.poll(shown, { message: this.question, intervals: [20] }).toBe(text.trim());
  }

  async showsReasoning(text: string): Promise<void> {
    const shown = () => textOf(this.#answer, 'reasoning');
    await expect.poll(shown, { message: this.question, intervals: [20] }).toBe(text);
  }

  async showsCall(state: 'writing' | 'running'): Promise<void> {
    const shown = () => {
      const call = this.#answer?.parts.findLast((part) => part.type === 'dynamic-tool');
      return call?.state;
    };
    const wanted = state === 'writing' ? 'input-streaming' : 'input-available';
    await expect.poll(shown, { message: this.question, intervals: [20] }).toBe(wanted);
  }

  async stop(): Promise<void> {
    this.#session.stop();
  }

  async stopTwice(): Promise<void> {
    this.#session.stop();
    await fetch(`/api/chats/${this.#chatId}/run`, { method: 'DELETE' });
  }

  async stopInAnotherTab(): Promise<void> {
    const { ChatSession } = await import('#lib/client/chat/chat-session.ts');
    const tab = new ChatSession(this.#chatId, true);
    await expect.poll(() => tab.getState().run, { message: this.question, intervals: [20] }).toBeDefined();
    tab.stop();
    await expect.poll(() => tab.getState().messages.at(-1)?.metadata?.outcome, this.question).toBe('stopped');
    tab.close();
  }

  async end(): Promise<StoredAnswer> {
    await expect
      .poll(() => this.#session.getState().status, { message: this.question, timeout: 20_000 })
      .toBe('ready');
    let answer: ChatMessage | undefined;
    await expect
      .poll(async () => {
        answer = await loadAnswer(this.#chatId);
        return answer?.metadata?.outcome;
      }, this.question)
      .toBeDefined();
    expect(this.#shrinkings, this.question).toEqual([]);
    return {
      text: textOf(answer, 'text'),
      reasoning: textOf(answer, 'reasoning'),
      outcome: answer?.metadata?.outcome,
      code: answer?.metadata?.error?.code,
    };
  }

  async shownOutcome(): Promise<string> {
    return this.#answer?.metadata?.outcome ?? '';
  }

  async close(): Promise<void> {
    this.#session.close();
  }
}

function textOf(message: ChatMessage | undefined, type: 'text' | 'reasoning'): string {
  return (message?.parts ?? []).map((part) => (part.type === type ? part.text : '')).join('');
}

async function loadAnswer(chatId: ChatId): Promise<ChatMessage | undefined> {
  const { loadChat } = await import('#lib/client/history/chat-history.ts');
  return (await loadChat(chatId))?.find(({ role }) => role === 'assistant');
}
