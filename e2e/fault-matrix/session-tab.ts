import type { ChatSession } from '#lib/client/chat/chat-session.ts';
import type { ChatId } from '#lib/protocol/ids.ts';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import { NodeTab } from './node-tab.ts';

/** A tab that shows one chat: the app's chat session in this process, without a page. Needs an open `NodeBrowser`. */
export class SessionTab extends NodeTab {
  readonly session: ChatSession;
  /** Each change of the text that did not extend it. */
  readonly shrinkings: string[] = [];

  private constructor(name: string, storage: Map<string, string>, open: () => ChatSession) {
    super(name, storage);
    this.session = this.run(open);
    let before = '';
    this.session.subscribe(() => {
      const { text } = this;
      if (!text.startsWith(before)) this.shrinkings.push(`${before} → ${text}`);
      before = text;
    });
  }

  /** @param stored whether the chat is stored; otherwise it is new @param storage what a reload keeps */
  static async open(
    name: string,
    chatId: ChatId,
    { stored = false, storage = new Map<string, string>() } = {},
  ): Promise<SessionTab> {
    // Loaded late: the database of the history looks for IndexedDB when its module is evaluated.
    const { ChatSession } = await import('#lib/client/chat/chat-session.ts');
    return new SessionTab(name, storage, () => new ChatSession(chatId, stored));
  }

  get answer(): ChatMessage | undefined {
    const last = this.session.getState().messages.at(-1);
    return last?.role === 'assistant' ? last : undefined;
  }

  get text(): string {
    return textOf(this.answer, 'text');
  }
}

export function textOf(message: ChatMessage | undefined, type: 'text' | 'reasoning'): string {
  return (message?.parts ?? []).map((part) => (part.type === type ? part.text : '')).join('');
}
