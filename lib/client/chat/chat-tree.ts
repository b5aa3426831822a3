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
 * All messages of a chat in one tab, and the branch that is shown. In memory, so that switching between versions is immediate and
 * works without storage. Messages are never removed.
 */
export class ChatTree {
  readonly #nodes = new Map<string, MessageNode>();
  #headId: string | null = null;
  #messages: readonly ChatMessage[] = [];
  #versions: ReadonlyMap<string, Versions> = new Map();

  /** The branch that is shown, first message first. The same array until it changes. */
  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** The versions of each shown message that has more than one. */
  get versions(): ReadonlyMap<string, Versions> {
    return this.#versions;
  }

  has(messageId: string): boolean {
    return this.#nodes.has(messageId);
  }

  /**
   * Merges the stored rows. An answer that has ended in this tab is not replaced by a stored state of the same run from before
   * its end.
   * @param stay keeps the shown branch instead of showing the stored one
   */
  load({ rows, headId }: StoredTree, stay = false): void {
    for (const { id, parentId, createdAt, message } of rows) {
      const known = this.#nodes.get(id)?.message.metadata;
      const ended = known?.outcome !== undefined && known.runId === message.metadata?.runId;
      if (ended && message.metadata?.outcome === undefined) continue;
      this.#nodes.set(id, { id, parentId, createdAt, message });
    }
    if (!stay) this.#headId = headId;
    this.#refresh();
  }

  /**
   * Adds a message below `parentId`, or replaces its earlier state. A new message is shown if its parent is the last shown
   * message; otherwise the shown branch stays.
   */
  put(message: ChatMessage, parentId: string | null): void {
    const present = this.#nodes.get(message.id);
    if (present?.message === message) return;
    const createdAt = present?.createdAt ?? Date.now();
    this.#nodes.set(message.id, { id: message.id, parentId, createdAt, message });
    if (present === undefined) {
      if (this.#headId === parentId) this.#headId = message.id;
      this.#refresh();
    } else if (this.#messages.at(-1)?.id === message.id) {
      this.#messages = [...this.#messages.slice(0, -1), message]; // the common case: once a frame while an answer streams
    } else if (this.#messages.some(({ id }) => id === message.id)) {
      this.#messages = this.#messages.map((shown) => (shown.id === message.id ? message : shown));
    }
  }

  /** Shows the branch above a message, to which another version of it can be added. */
  showBefore(messageId: string): void {
    this.#headId = this.#nodes.get(messageId)?.parentId ?? null;
    this.#refresh();
  }

  /** Shows the branch of a message, down to the newest message below it. */
  show(messageId: string): void {
    this.#headId = findNewestLeaf(buildTree(this.#nodes.values()), messageId) ?? this.#headId;
    this.#refresh();
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
      .sort((a, b) => startedAtOf(b) - startedAtOf(a));
    if (newest === undefined) return undefined;
    return getBranch(buildTree(this.#nodes.values()), newest.id).map(({ message }) => message);
  }

  #refresh(): void {
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

/** When the run of an answer started. An old answer may have been continued recently. */
function startedAtOf({ message, createdAt }: MessageNode): number {
  return message.metadata?.startedAt ?? createdAt;
}
