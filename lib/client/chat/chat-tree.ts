import 'client-only';
import type { ChatMessage } from '#lib/protocol/run-event.ts';
import type { StoredTree } from '../history/chat-history.ts';
import {
  buildTree,
  findNewestLeaf,
  getBranch,
  getVersions,
  type TreeNode,
  type Versions,
} from '../history/message-tree.ts';

type MessageNode = TreeNode & { message: ChatMessage };

/**
 * A chat's messages as one tab has them, and the branch of them that is shown. It is kept in memory, so that stepping between
 * versions waits for nothing and works where the browser keeps nothing. Nothing is ever taken out of it.
 */
export class ChatTree {
  readonly #nodes = new Map<string, MessageNode>();
  #headId: string | null = null;
  #messages: readonly ChatMessage[] = [];
  #versions: ReadonlyMap<string, Versions> = new Map();

  /** The branch that is shown, first message first; the same array until it changes. */
  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** The versions that there are, of each shown message that has more than one. */
  get versions(): ReadonlyMap<string, Versions> {
    return this.#versions;
  }

  has(messageId: string): boolean {
    return this.#nodes.has(messageId);
  }

  /** Takes over what is stored, by this tab or another. A run's end that this tab knows of is not forgotten for it. @param stay whether the branch that is shown stays */
  load({ rows, headId }: StoredTree, stay = false): void {
    for (const { id, parentId, createdAt, message } of rows) {
      const known = this.#nodes.get(id)?.message.metadata;
      const ended = known?.outcome !== undefined && known.runId === message.metadata?.runId;
      if (ended && message.metadata?.outcome === undefined) continue;
      this.#nodes.set(id, { id, parentId, createdAt, message });
    }
    if (!stay) this.#headId = headId;
    this.#lookAnew();
  }

  /**
   * Puts a message below `parentId`, or in the place of its earlier state. A new one is shown when what it follows was the
   * last that is shown; a reader who is on another branch stays there.
   */
  put(message: ChatMessage, parentId: string | null): void {
    const present = this.#nodes.get(message.id);
    if (present?.message === message) return;
    const createdAt = present?.createdAt ?? Date.now();
    this.#nodes.set(message.id, { id: message.id, parentId, createdAt, message });
    if (present === undefined) {
      if (this.#headId === parentId) this.#headId = message.id;
      this.#lookAnew();
    } else if (this.#messages.at(-1)?.id === message.id) {
      this.#messages = [...this.#messages.slice(0, -1), message]; // once a frame, while it is written
    } else if (this.#messages.some(({ id }) => id === message.id)) {
      this.#messages = this.#messages.map((shown) => (shown.id === message.id ? message : shown));
    }
  }

  /** Shows what comes before a message, which then gets another version. */
  showBefore(messageId: string): void {
    this.#headId = this.#nodes.get(messageId)?.parentId ?? null;
    this.#lookAnew();
  }

  /** Shows a message, and below it what was said last there. */
  show(messageId: string): void {
    this.#headId = findNewestLeaf(buildTree(this.#nodes.values()), messageId) ?? this.#headId;
    this.#lookAnew();
  }

  /**
   * The shown branch, if its last message is a question or an unended answer; otherwise the branch of the unended answer
   * whose run started last. Undefined when every answer has ended.
   */
  unendedBranch(): readonly ChatMessage[] | undefined {
    const last = this.#messages.at(-1);
    if (last && last.metadata?.outcome === undefined) return this.#messages;
    const [newest] = [...this.#nodes.values()]
      .filter(({ message }) => message.role === 'assistant' && message.metadata?.outcome === undefined)
      .sort((a, b) => begunAt(b) - begunAt(a));
    if (newest === undefined) return undefined;
    return getBranch(buildTree(this.#nodes.values()), newest.id).map(({ message }) => message);
  }

  #lookAnew(): void {
    const tree = buildTree(this.#nodes.values());
    const branch = this.#headId === null ? [] : getBranch(tree, this.#headId);
    this.#messages = branch.map(({ message }) => message);
    const versions = new Map<string, Versions>();
    for (const { id } of branch) {
      const found = getVersions(tree, id);
      if (found && found.ids.length > 1) versions.set(id, found);
    }
    this.#versions = versions;
  }
}

/** A run may go on with an old answer: it is the run that counts. */
function begunAt({ message, createdAt }: MessageNode): number {
  return message.metadata?.startedAt ?? createdAt;
}
