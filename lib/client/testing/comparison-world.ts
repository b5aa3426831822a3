import 'client-only';
import { expect } from 'vitest';
import type { ChatId } from '#lib/protocol/ids.ts';
import { ChatSession } from '../chat/chat-session.ts';
import type { ComparedAnswer } from '../chat/chat-state.ts';
import { loadTree } from '../history/chat-history.ts';
import type { FakeBrowser } from './fake-browser.ts';
import type { FakeConnection, FakeServer } from './fake-server.ts';
import { textDelta, textStart } from './follow.ts';
import { elapse, endEvents, startEvent, textOf, until } from './open-session.ts';
import { endTest, startSessionTest, stubLocalStorage } from './test-setup.ts';

/** A connection and the run that it brings. `write` sends more of the answer. */
export type ComparedUpstream = {
  connection: FakeConnection;
  runId: string;
  write(text: string): void;
  finish(): void;
};

/** One chat, its tabs, and a server whose models are compared. */
export class ComparisonWorld {
  readonly server: FakeServer;
  readonly chatId: ChatId;
  /** The browser's local storage. */
  readonly items = stubLocalStorage();
  readonly #browser: FakeBrowser;
  readonly #tabs: ChatSession[] = [];

  constructor() {
    const { browser, server, chatId } = startSessionTest();
    this.#browser = browser;
    this.server = server;
    this.chatId = chatId;
  }

  async openTab(stored: boolean): Promise<ChatSession> {
    const session = new ChatSession(this.chatId, stored);
    this.#tabs.push(session);
    await elapse(50);
    return session;
  }

  async closeTabs(): Promise<void> {
    for (const tab of this.#tabs.splice(0)) tab.close();
    await elapse(50);
  }

  async end(): Promise<void> {
    await this.closeTabs();
    await elapse(2_000);
    endTest(this.#browser);
  }

  /**
   * The connections that the next requests open, in the order of the requests.
   * @param refused how many requests are refused before
   */
  async openUpstreams(act: () => unknown, count: number, refused = 0): Promise<ComparedUpstream[]> {
    const { server } = this;
    const before = server.requests.length;
    const connections = Array.from({ length: count }, () => server.openConnection());
    await act();
    await until(() => expect(server.requests).toHaveLength(before + refused + count));
    await elapse(50);
    const requests = server.requests.slice(before + refused);
    return connections.map((connection, index) => {
      const { body, runId: named } = requests[index] ?? {};
      const runId = named ?? (body as { runId: string }).runId;
      let seq = 0;
      return {
        connection,
        runId,
        write(text) {
          if (seq === 0) connection.send(1, startEvent(runId, runId), textStart);
          seq = Math.max(seq, 2) + 1;
          connection.send(seq, textDelta(text));
        },
        finish: () => connection.send(seq + 1, ...endEvents('complete', runId)),
      };
    });
  }

  /** Asks two models a question in a new chat. */
  async compareTwo(): Promise<{ session: ChatSession; upstreams: [ComparedUpstream, ComparedUpstream] }> {
    const session = await this.openTab(false);
    const ask = () => session.send('Why?', undefined, { compared: ['one', 'two'] });
    const [first, second] = await this.openUpstreams(ask, 2);
    if (!first || !second) throw new Error('There are no connections.');
    return { session, upstreams: [first, second] };
  }

  /** The parent, text and outcome of each answer in the storage. */
  async loadAnswers(): Promise<unknown[][]> {
    const stored = await loadTree(this.chatId);
    const answers = stored?.rows.filter(({ message }) => message.role === 'assistant') ?? [];
    return answers.map(({ parentId, message }) => [parentId, textOf(message), message.metadata?.outcome]);
  }
}

export const answersOf = (session: ChatSession): readonly ComparedAnswer[] =>
  session.getState().comparison?.getAnswers() ?? [];

export const comparedTexts = (session: ChatSession) =>
  answersOf(session).map((answer) => textOf(answer.getState().messages[1]));

export const comparedOutcomes = (session: ChatSession) =>
  answersOf(session).map((answer) => answer.getState().messages[1]?.metadata?.outcome);
