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

type MessageNode = TreeNode & { message: ChatMessage; pastRuns?: readonly string[] };

/**
 * All messages of a chat in one tab, and the branch that is shown. In memory, so that switching between versions is immediate and
 * works without storage. No message is removed once it is stored.
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

  /** All messages, on any branch. */
  get nodes(): readonly MessageNode[] {
    return [...this.#nodes.values()];
  }

  has(messageId: string): boolean {
    return this.#nodes.has(messageId);
  }

  find(messageId: string): ChatMessage | undefined {
    return this.#nodes.get(messageId)?.message;
  }

  /** The branch of the answer that a run writes, down to that answer. Undefined when no answer names the run. */
  branchOfRun(runId: string): readonly ChatMessage[] | undefined {
    const node = [...this.#nodes.values()].find(({ message }) => message.metadata?.runId === runId);
    return node && this.branchTo(node.id);
  }

  /** The messages from the first one to this one. */
  branchTo(messageId: string): readonly ChatMessage[] {
    return getBranch(buildTree(this.#nodes.values()), messageId).map(({ message }) => message);
  }

  /**
   * Merges the stored rows, by the same rule as the storage merges what several tabs save.
   * @param stay keeps the shown branch instead of showing the stored one
   */
  load({ rows, headId, merge }: StoredTree, stay = false): void {
    for (const { id, parentId, createdAt, ...stored } of rows) {
      const known = this.#nodes.get(id);
      const state = known ? merge(known, stored) : stored;
      if (state) this.#nodes.set(id, { id, parentId, createdAt, ...state });
    }
    if (!stay) this.#headId = headId;
    this.#refresh();
  }

  /**
   * Adds a message below `parentId`, or replaces its earlier state. The message is shown if its parent is the last shown
   * message; otherwise the shown branch stays.
   */
  put(message: ChatMessage, parentId: string | null): void {
    const present = this.#nodes.get(message.id);
    if (present?.message === message) return;
    const createdAt = present?.createdAt ?? Date.now();
    this.#nodes.set(message.id, { ...present, id: message.id, parentId, createdAt, message });
    const isNext = this.#headId === parentId;
    if (isNext) this.#headId = message.id;
    if (isNext || present === undefined) {
      this.#refresh();
    } else if (this.#messages.at(-1)?.id === message.id) {
      this.#messages = [...this.#messages.slice(0, -1), message]; // the common case: once a frame while an answer streams
    } else if (this.#messages.some(({ id }) => id === message.id)) {
      this.#messages = this.#messages.map((shown) => (shown.id === message.id ? message : shown));
    }
  }

  /** Removes the last message of a branch, which was never stored. */
  remove(messageId: string): void {
    const node = this.#nodes.get(messageId);
    if (node === undefined) return;
    this.#nodes.delete(messageId);
    if (this.#headId === messageId) this.#headId = node.parentId;
    this.#refresh();
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
    return this.branchTo(newest.id);
  }

  #refresh(): void {
    const tree = buildTree(this.#nodes.values());
    const branch = this.#headId === null ? [] : getBranch(tree, this.#headId);
    this.#messages = branch.map(({ message }) => message);
    const versions = new Map<string, Versions>();
    for (const { id } of branch) {
      const found = getVersions(tree, id);
      if (found && found.ids.length > 1) versions.set(id, this.#reuseVersions(id, found));
    }
    this.#versions = versions;
  }

  /** The same object as before while nothing in it has changed, so that its message need not render again. */
  #reuseVersions(id: string, found: Versions): Versions {
    const before = this.#versions.get(id);
    const isSame = before?.index === found.index && before.ids.join() === found.ids.join();
    return isSame ? before : found;
  }
}

/** When the run of an answer started. An old answer may have been continued recently. */
function startedAtOf({ message, createdAt }: MessageNode): number {
  return message.metadata?.startedAt ?? createdAt;
}
