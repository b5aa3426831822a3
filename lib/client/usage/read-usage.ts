import 'client-only';
import { type MessageRow, openDatabase } from '../history/database.ts';
import { loadMessages } from '../history/stored-chat.ts';
import { whenIdle } from '../platform/when-idle.ts';
import { estimatePrompt } from './run-estimate.ts';
import { getRunUsage } from './run-usage.ts';
import { type UsageRow, UsageRows } from './usage-rows.ts';

/** How long the page may be busy at a time: within a frame. */
const SLICE_MS = 8;

/**
 * Adds up what all answers in this browser have used, every version of every answer, without deleted chats. Reads one chat at a time
 * and pauses whenever the page has something else to do.
 * @throws the signal's reason when it is aborted
 */
export async function readUsage(signal: AbortSignal): Promise<UsageRow[]> {
  const { chats } = openDatabase();
  const rows = new UsageRows();
  const pause = createPauses(signal);
  const listed = await chats.orderBy('listOrder').toArray(); // deleted chats have no order
  // The oldest first: a duplicate or branch of a chat repeats its answers, which were paid for once.
  for (const chat of listed.sort((a, b) => a.createdAt - b.createdAt)) {
    const messages = await loadMessages(chat.id);
    const prompts = new PromptSizes(messages);
    for (const row of messages) {
      await pause();
      rows.add(
        chat,
        getRunUsage(row.message, () => prompts.before(row)),
      );
    }
  }
  signal.throwIfAborted();
  return rows.toArray();
}

/** Returns a function that waits for the next idle time once the page has been busy for a slice. */
function createPauses(signal: AbortSignal): () => Promise<void> | undefined {
  let until = performance.now() + SLICE_MS;
  const rest = async () => {
    signal.throwIfAborted();
    await new Promise<void>((resolve) => whenIdle(resolve));
    signal.throwIfAborted();
    until = performance.now() + SLICE_MS;
  };
  return () => (performance.now() < until ? undefined : rest());
}

/** Estimates the prompts of a chat's answers. Each message is read once, however many branches go on from it. */
class PromptSizes {
  readonly #rows: ReadonlyMap<string, MessageRow>;
  /** The tokens of the branch down to a message. */
  readonly #downTo = new Map<string, number>();

  constructor(rows: readonly MessageRow[]) {
    this.#rows = new Map(rows.map((row) => [row.id, row]));
  }

  /** Estimates the tokens of the messages above `row`. */
  before({ parentId }: MessageRow): number {
    const path: MessageRow[] = [];
    let row = this.#parent(parentId);
    while (row && !this.#downTo.has(row.id)) {
      path.push(row);
      this.#downTo.set(row.id, 0);
      row = this.#parent(row.parentId);
    }
    let tokens = row ? (this.#downTo.get(row.id) ?? 0) : 0;
    for (const { id, message } of path.reverse()) {
      tokens += estimatePrompt(message);
      this.#downTo.set(id, tokens);
    }
    return tokens;
  }

  #parent(id: string | null): MessageRow | undefined {
    return id === null ? undefined : this.#rows.get(id);
  }
}
